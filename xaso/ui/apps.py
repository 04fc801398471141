from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "xaso.ui"
    label = "ui"
