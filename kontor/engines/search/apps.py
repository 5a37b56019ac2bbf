"""The search engine as a Django application."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "kontor.engines.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
