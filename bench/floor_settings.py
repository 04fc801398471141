"""The product's database, models and nothing else of it but what django-allauth refuses to be loaded without."""

from config.settings import *  # noqa: F403

MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
ROOT_URLCONF = "bench.floor"
