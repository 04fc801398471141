from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "xaso.privacy"
    label = "privacy"
