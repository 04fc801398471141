from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "xaso.petitions"

    def ready(self) -> None:
        from xaso.petitions import receivers  # noqa: F401
