"""The API as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kontor.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kontor.api import mentions  # noqa: F401  (listens to comments)
