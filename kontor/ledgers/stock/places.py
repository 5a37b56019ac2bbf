"""How full places are and where an item lies: what master data asks when it looks for a free bin (R7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from kontor.ledgers.statements import rows
from kontor.tenancy.context import current

OCCUPANCY = """
SELECT location_id, sum(on_hand) FROM stock_balance
WHERE tenant_id = %(tenant)s::uuid AND location_id = ANY(%(locations)s::uuid[])
GROUP BY location_id HAVING sum(on_hand) <> 0
"""

ITEM_PLACES = """
SELECT DISTINCT location_id FROM stock_balance
WHERE tenant_id = %(tenant)s::uuid AND item_id = %(item)s::uuid AND on_hand > 0
"""


def occupancy(location_ids: Collection[UUID]) -> Mapping[UUID, Decimal]:
    """Location → quantity on hand of all its items, in their base units; empty places are left out."""
    found = rows(OCCUPANCY, {"tenant": current().tenant_id, "locations": list(location_ids)})
    return dict(found)


def item_places(item_id: UUID) -> Collection[UUID]:
    """Locations where the item lies."""
    return {location for (location,) in rows(ITEM_PLACES, {"tenant": current().tenant_id, "item": item_id})}
