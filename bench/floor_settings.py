"""The product's database, models and nothing else of it."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as EVERYTHING

INSTALLED_APPS = [app for app in EVERYTHING if not app.startswith("allauth")]
MIDDLEWARE = []
ROOT_URLCONF = "bench.floor"
