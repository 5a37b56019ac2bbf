"""The default source of facts: master data, three questions for any number of items and locations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from kontor.ledgers.stock.contracts import ItemFacts, LocationFacts
from kontor.masterdata import api as masterdata

SKU_FIELDS = ("code", "unit", "category", "is_lot_tracked", "may_be_negative")
LOCATION_FIELDS = ("code", "kind", "is_virtual", "allows_negative")

#: What is under way between the company's own places is still the company's.
_OWNED_THOUGH_VIRTUAL = "transit"
_DEFAULT_COSTING = "moving_average"


class MasterdataFacts:
    """SKUs with the costing method of their category, and locations of the storage tree."""

    def items(self, ids: Collection[UUID]) -> Mapping[UUID, ItemFacts]:
        """Facts about SKUs; an item without a category is costed by moving average."""
        found = masterdata.fetch("sku", ids, SKU_FIELDS)
        categories = {row["category"] for row in found.values() if row["category"] is not None}
        costing = masterdata.fetch("item_category", categories, ("costing",))
        return {
            item_id: ItemFacts(
                code=row["code"],
                unit=row["unit"] or "",
                costing=costing.get(row["category"], {}).get("costing") or _DEFAULT_COSTING,
                lot_tracked=bool(row["is_lot_tracked"]),
                may_be_negative=bool(row["may_be_negative"]),
                category_id=row["category"],
            )
            for item_id, row in found.items()
            if isinstance(item_id, UUID)
        }

    def locations(self, ids: Collection[UUID]) -> Mapping[UUID, LocationFacts]:
        """Facts about locations."""
        return {
            location_id: LocationFacts(
                code=row["code"],
                kind=row["kind"],
                is_stocked=not row["is_virtual"] or row["kind"] == _OWNED_THOUGH_VIRTUAL,
                may_be_negative=bool(row["allows_negative"]),
            )
            for location_id, row in masterdata.fetch("location", ids, LOCATION_FIELDS).items()
            if isinstance(location_id, UUID)
        }
