"""Quantities in other units, by the tenant's conversions (P14)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from kontor.kernel.quantity import Quantity, UnitConversion, UnitConversions
from kontor.masterdata import store
from kontor.masterdata.entities import entity_model
from kontor.tenancy import context

_MEMO = "masterdata.conversions"


def conversions() -> UnitConversions:
    """All conversions of the tenant, read once in a unit of work."""
    return context.current().remember(_MEMO, _read)


def convert(item_id: UUID | None, quantity: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """The quantity in another unit: by the item's own conversion first, exact where that is possible.

    Raises:
        NoConversion: no chain of conversions leads there.
    """
    if from_unit == to_unit:
        return quantity
    item = str(item_id) if item_id is not None else None
    return conversions().convert(Quantity(quantity, from_unit), to_unit, item=item).value


def _read() -> UnitConversions:
    names = ["item_id", "from_unit", "to_unit", "factor", "divisor"]
    rows = store.select(entity_model("unit_conversion"), "t.is_active", [], columns=names)
    return UnitConversions(
        UnitConversion(
            row["from_unit"],
            row["to_unit"],
            Fraction(row["factor"]) / Fraction(row["divisor"]),
            str(row["item_id"]) if row["item_id"] else None,
        )
        for row in rows
    )
