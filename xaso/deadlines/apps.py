from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "xaso.deadlines"
    label = "deadlines"
