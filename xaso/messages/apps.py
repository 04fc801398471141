from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "xaso.messages"
    label = "messages"  # django.contrib.messages is used without being installed as an app: it has no tables
