from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "xaso.connectors"
    label = "connectors"
