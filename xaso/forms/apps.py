from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "xaso.forms"
    label = "forms"
