"""The room ``documents`` in Django."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kontor.documents"
    label = "documents"

    def ready(self) -> None:
        """Make the engine's own effects known before any pack compiles, and what it promises provable."""
        from kontor.documents import effects, proofs  # noqa: F401
