from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "xaso.offices"
    label = "offices"
