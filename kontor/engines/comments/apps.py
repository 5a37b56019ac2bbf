"""The comments engine as a Django application."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "kontor.engines.comments"
    label = "comments"
    default_auto_field = "django.db.models.BigAutoField"
