from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "xaso.desk"
    label = "desk"
