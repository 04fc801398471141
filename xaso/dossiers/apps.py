from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "xaso.dossiers"

    def ready(self) -> None:
        from xaso.dossiers import receivers  # noqa: F401
