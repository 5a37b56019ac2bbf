"""Procurement as a Django application."""

from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "kontor.apps.procurement"
    label = "procurement"

    def ready(self) -> None:
        """Register the effects the procurement pack names."""
        from kontor.apps.procurement import effects  # noqa: F401
