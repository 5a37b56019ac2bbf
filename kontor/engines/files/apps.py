"""The files engine as a Django application."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "kontor.engines.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
