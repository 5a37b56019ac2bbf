"""Posting as a Django application."""

from django.apps import AppConfig


class PostingConfig(AppConfig):
    name = "kontor.posting"
    label = "posting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the effects and proofs, and follow what packs say about account roles."""
        from kontor.packaging.api import on_publish
        from kontor.posting import determination, effects, proofs  # noqa: F401

        on_publish(determination.follow_publishing)
