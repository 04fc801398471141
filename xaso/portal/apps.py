from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "xaso.portal"
    label = "portal"
