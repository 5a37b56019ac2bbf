"""The stock ledger as a Django application."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "kontor.ledgers.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the proofs, and answer master data's question which places have room."""
        from kontor.ledgers.stock import places, proofs  # noqa: F401
        from kontor.masterdata.api import stock_known_by

        stock_known_by(places.occupancy, places.item_places)
