"""The stock ledger as a Django application."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "kontor.ledgers.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the proofs register themselves."""
        from kontor.ledgers.stock import proofs  # noqa: F401
