"""The stock ledger as a Django application."""

from django.apps import AppConfig

from kontor.kernel.text import Text


class StockConfig(AppConfig):
    name = "kontor.ledgers.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register proofs and permissions, and answer master data's question which places have room."""
        from kontor.ledgers.stock import places, proofs  # noqa: F401
        from kontor.masterdata.api import stock_known_by
        from kontor.packaging.vocabulary import permissions

        stock_known_by(places.occupancy, places.item_places)
        permissions.declare("stock.read", label=Text(en="See stock", zh_hant="查詢庫存"))
        permissions.declare("stock.value", label=Text(en="See what stock is worth", zh_hant="檢視庫存價值"))
