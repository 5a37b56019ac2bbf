"""Bins with what lies in them, and arrivals that wait for a bin (R7). Two set-based questions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from kontor.apps.procurement.storing.suggestion import Arrived, Bin, Suggestion, suggest

_WAITING = """
SELECT l.id, l.item_id, s.category_id, s.fixed_location_id,
       CASE WHEN (l.data->>'is_stocked')::boolean
            THEN (l.data->>'good_quantity')::numeric - coalesce((l.data->>'refused_quantity')::numeric, 0) ELSE 0 END
       - coalesce(f.quantity, 0) AS waiting
FROM document_line l
JOIN sku s ON s.tenant_id = l.tenant_id AND s.id = l.item_id
LEFT JOIN line_flow f ON f.tenant_id = l.tenant_id AND f.line_id = l.id AND f.flow = %(flow)s
WHERE l.tenant_id = kontor_tenant() AND l.id = ANY (%(lines)s::uuid[])
"""

# A bin is of interest when it is empty, or holds one of the items; others are left out before they are read.
_BINS = """
SELECT p.id, p.code, p.order_no, p.capacity, p.category_id,
       coalesce(sum(b.on_hand), 0),
       coalesce(jsonb_object_agg(b.item_id, b.on_hand) FILTER (WHERE b.item_id = ANY (%(items)s::uuid[])), '{}')
FROM location p
LEFT JOIN stock_balance b ON b.tenant_id = p.tenant_id AND b.location_id = p.id AND b.on_hand > 0
WHERE p.tenant_id = kontor_tenant() AND p.kind = ANY (%(kinds)s) AND p.is_active AND p.deleted_at IS NULL
GROUP BY p.id, p.code, p.order_no, p.capacity, p.category_id
HAVING count(b.item_id) = 0 OR bool_or(b.item_id = ANY (%(items)s::uuid[]))
    OR p.id = ANY (%(fixed)s::uuid[])
ORDER BY p.order_no, p.code
"""
BIN_KINDS = ["bin", "position"]


@dataclass(frozen=True, slots=True)
class Waiting:
    line_id: UUID
    arrived: Arrived


def suggestions(line_ids: Collection[UUID], flow: str) -> dict[UUID, Sequence[Suggestion]]:
    """For each arrived line the bins that take what is not put away yet. Arrivals suggested earlier in the list fill
    bins for the later ones, so two lines never get the same last place."""
    waiting = [each for each in _waiting(line_ids, flow) if each.arrived.quantity > 0]
    bins = _bins(waiting)
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    found: dict[UUID, Sequence[Suggestion]] = {}
    for each in waiting:
        item = each.arrived.item_id
        chosen = suggest(each.arrived, [_as_of(place, held, item, taken) for place, held in bins])
        for suggestion in chosen:
            taken[suggestion.location_id] += suggestion.quantity
        found[each.line_id] = chosen
    return found


def _as_of(place: Bin, held: dict[str, float], item: UUID, taken: dict[UUID, Decimal]) -> Bin:
    return Bin(
        location_id=place.location_id,
        code=place.code,
        order=place.order,
        capacity=place.capacity,
        category_id=place.category_id,
        filled=place.filled + taken[place.location_id],
        of_item=Decimal(str(held.get(str(item), 0))),
    )


def _waiting(line_ids: Collection[UUID], flow: str) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"lines": list(line_ids), "flow": flow})
        return [Waiting(row[0], Arrived(row[1], row[2], row[3], row[4])) for row in cursor.fetchall()]


def _bins(waiting: Sequence[Waiting]) -> list[tuple[Bin, dict[str, float]]]:
    items = [each.arrived.item_id for each in waiting]
    fixed = [each.arrived.fixed_bin for each in waiting if each.arrived.fixed_bin]
    with connection.cursor() as cursor:
        cursor.execute(_BINS, {"items": items, "fixed": fixed, "kinds": BIN_KINDS})
        # Django hands jsonb over as text.
        return [
            (Bin(row[0], row[1], (row[2], row[1]), row[3], row[4], row[5]), json.loads(row[6]))
            for row in cursor.fetchall()
        ]
