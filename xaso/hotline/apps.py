from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "xaso.hotline"

    def ready(self) -> None:
        from xaso.hotline import receivers  # noqa: F401
