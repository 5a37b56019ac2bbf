"""The room ``documents`` in Django."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kontor.documents"
    label = "documents"

    def ready(self) -> None:
        """Make the engine's own effects known before any pack compiles."""
        from kontor.documents import effects  # noqa: F401
