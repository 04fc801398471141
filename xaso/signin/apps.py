from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "xaso.signin"
    label = "signin"
