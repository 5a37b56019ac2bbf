"""Reading the stock ledger: balances, free stock, valuation at a day, the history of an item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.ledgers.statements import rows
from kontor.ledgers.stock.contracts import BalanceRow, HistoryRow, LayerRow, ValuationRow
from kontor.tenancy.api import reading
from kontor.tenancy.context import current

BALANCES = """
SELECT b.company_id, b.item_id, b.location_id, b.lot, b.project_id, l.expiry_date, b.on_hand, b.reserved,
       b.on_hand - b.reserved, b.last_move_date
FROM stock_balance b
LEFT JOIN stock_lot l ON l.tenant_id = b.tenant_id AND l.item_id = b.item_id AND l.lot = b.lot AND b.lot <> ''
WHERE b.tenant_id = %(tenant)s::uuid
"""

# Only what is asked for is in the statement: a condition that may be empty would keep PostgreSQL off its indexes.
BALANCE_CLAUSES = {
    "companies": "b.company_id = ANY(%(companies)s::uuid[])",
    "items": "b.item_id = ANY(%(items)s::uuid[])",
    "locations": "b.location_id = ANY(%(locations)s::uuid[])",
    "within": """b.location_id IN (
      SELECT l.id FROM location l JOIN location r ON r.tenant_id = l.tenant_id AND r.id = ANY(%(within)s::uuid[])
      WHERE l.tenant_id = %(tenant)s::uuid AND (l.id = r.id OR starts_with(l.path, r.path || '/')))""",
    "lot": "b.lot = %(lot)s::text",
    "project": "b.project_id = %(project)s::uuid",
    "filled": "(b.on_hand <> 0 OR b.reserved <> 0)",
    "available": "b.on_hand > b.reserved",
    "expires_by": "l.expiry_date <= %(expires_by)s::date",
}

# First expired, first out; lots without an expiry and goods without a lot come last, older stock first.
FIRST_EXPIRED_FIRST = " ORDER BY b.item_id, l.expiry_date NULLS LAST, b.last_move_date, b.location_id, b.lot"
BY_PLACE = " ORDER BY b.item_id, b.location_id, b.lot, b.project_id, b.company_id"

VALUATION = """
SELECT m.item_id, sum(m.quantity), sum(m.value) FROM (
  SELECT item_id, direction * quantity AS quantity, direction * value AS value FROM stock_move
  WHERE tenant_id = %(tenant)s::uuid AND company_id = %(company)s::uuid AND move_date <= %(day)s::date
    AND direction <> 0 {items}
  UNION ALL
  SELECT item_id, 0, value FROM stock_adjustment
  WHERE tenant_id = %(tenant)s::uuid AND company_id = %(company)s::uuid AND adjustment_date <= %(day)s::date {items}
) m
GROUP BY m.item_id HAVING sum(m.quantity) <> 0 OR sum(m.value) <> 0
ORDER BY m.item_id
"""

# The valuation of now needs no history: the pools hold it.
PRESENT = """
SELECT item_id, quantity, value FROM stock_cost
WHERE tenant_id = %(tenant)s::uuid AND company_id = %(company)s::uuid AND (quantity <> 0 OR value <> 0) {items}
ORDER BY item_id
"""

OF_ITEMS = "AND item_id = ANY(%(items)s::uuid[])"

# Counted backwards from the present pool, so the newest page is read without the moves before it.
HISTORY = """
SELECT id, move_date, item_id, source_location_id, target_location_id, lot, quantity, direction, value,
       now_quantity - newer_quantity, now_value - newer_value, source_type,
       source_document_id, source_line_id, posted_at
FROM (
  SELECT m.*, c.quantity AS now_quantity, c.value AS now_value,
    coalesce(sum(m.direction * m.quantity) OVER newer, 0) AS newer_quantity,
    coalesce(sum(m.direction * m.value + coalesce((SELECT sum(a.value) FROM stock_adjustment a
      WHERE a.tenant_id = m.tenant_id AND a.move_id = m.id), 0)) OVER newer, 0) AS newer_value
  FROM stock_move m
  LEFT JOIN stock_cost c ON c.tenant_id = m.tenant_id AND c.item_id = m.item_id AND c.company_id = m.company_id
  WHERE m.tenant_id = %(tenant)s::uuid AND m.company_id = %(company)s::uuid AND m.item_id = %(item)s::uuid
  WINDOW newer AS (ORDER BY m.move_date DESC, m.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) h
WHERE true {clauses}
ORDER BY move_date DESC, id DESC
LIMIT %(limit)s::int OFFSET %(offset)s::int
"""

LAYERS = """
SELECT move_id, layer_date, quantity_left, value_left FROM stock_layer
WHERE tenant_id = %(tenant)s::uuid AND company_id = %(company)s::uuid AND item_id = %(item)s::uuid AND is_open
ORDER BY layer_date, id
"""

HISTORY_CLAUSES = {
    "location": "%(location)s::uuid IN (source_location_id, target_location_id)",
    "lot": "lot = %(lot)s::text",
    "since": "move_date >= %(since)s::date",
    "until": "move_date <= %(until)s::date",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceFilter:
    """Which balances; None means any. ``within_ids``: these places and everything below them in the storage tree.

    ``only_available`` leaves out what is all promised."""

    company_ids: Collection[UUID] | None = None
    item_ids: Collection[UUID] | None = None
    location_ids: Collection[UUID] | None = None
    within_ids: Collection[UUID] | None = None
    lot: str | None = None
    project_id: UUID | None = None
    only_available: bool = False
    with_empty: bool = False
    expires_by: dt.date | None = None


@reading
def balances(
    actor: Actor, wanted: BalanceFilter | None = None, *, limit: int = 1000, offset: int = 0
) -> list[BalanceRow]:
    """Balances by item, location and lot; rows at zero only when asked for (S1, R9)."""
    return _balances(wanted or BalanceFilter(), BY_PLACE, limit, offset)


@reading
def available(
    actor: Actor, wanted: BalanceFilter | None = None, *, limit: int = 1000, offset: int = 0
) -> list[BalanceRow]:
    """Free stock in picking order: what expires first, then what lies longest (S3)."""
    given = wanted or BalanceFilter()
    chosen = BalanceFilter(**{name: getattr(given, name) for name in given.__slots__} | {"only_available": True})
    return _balances(chosen, FIRST_EXPIRED_FIRST, limit, offset)


def _balances(wanted: BalanceFilter, order: str, limit: int, offset: int) -> list[BalanceRow]:
    values = {
        "tenant": current().tenant_id,
        "companies": _ids(wanted.company_ids),
        "items": _ids(wanted.item_ids),
        "locations": _ids(wanted.location_ids),
        "within": _ids(wanted.within_ids),
        "lot": wanted.lot,
        "project": wanted.project_id,
        "filled": None if wanted.with_empty else True,
        "available": wanted.only_available or None,
        "expires_by": wanted.expires_by,
        "limit": limit,
        "offset": offset,
    }
    statement = f"{BALANCES}{_clauses(BALANCE_CLAUSES, values)}{order} LIMIT %(limit)s::int OFFSET %(offset)s::int"
    found = rows(statement, values)
    return [BalanceRow(**dict(zip(_BALANCE_FIELDS, row, strict=True))) for row in found]


@reading
def valuation(
    actor: Actor, company_id: UUID, as_of: dt.date | None = None, *, item_ids: Sequence[UUID] | None = None
) -> list[ValuationRow]:
    """Quantity and value of every item at the end of ``as_of`` (None: everything posted so far).

    Summed from moves and adjustments, so a past day's figure never changes except by what is dated on or before it.

    Source: S2.
    """
    values: dict[str, Any] = {"tenant": current().tenant_id, "company": company_id, "items": _ids(item_ids)}
    statement = (PRESENT if as_of is None else VALUATION).format(items="" if item_ids is None else OF_ITEMS)
    found = rows(statement, values | {"day": as_of})
    return [ValuationRow(item_id=item, quantity=quantity, value=value) for item, quantity, value in found]


@reading
def layers(actor: Actor, company_id: UUID, item_id: UUID) -> list[LayerRow]:
    """Open layers of an item, the next to leave first; none under moving average (S2)."""
    found = rows(LAYERS, {"tenant": current().tenant_id, "company": company_id, "item": item_id})
    return [LayerRow(move_id=move, layer_date=day, quantity=left, value=value) for move, day, left, value in found]


@reading
def history(
    actor: Actor,
    company_id: UUID,
    item_id: UUID,
    *,
    location_id: UUID | None = None,
    lot: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[HistoryRow]:
    """Moves of an item, newest first, with the company's quantity and value after each (R9)."""
    values = {
        "tenant": current().tenant_id,
        "company": company_id,
        "item": item_id,
        "location": location_id,
        "lot": lot,
        "since": since,
        "until": until,
        "limit": limit,
        "offset": offset,
    }
    found = rows(HISTORY.format(clauses=_clauses(HISTORY_CLAUSES, values)), values)
    return [HistoryRow(**dict(zip(_HISTORY_FIELDS, row, strict=True))) for row in found]


def _clauses(known: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """The conditions whose value is given."""
    return "".join(f" AND {clause}" for name, clause in known.items() if values[name] is not None)


def _ids(given: Collection[UUID] | None) -> list[UUID] | None:
    return None if given is None else list(given)


_BALANCE_FIELDS = (
    "company_id",
    "item_id",
    "location_id",
    "lot",
    "project_id",
    "expiry_date",
    "on_hand",
    "reserved",
    "available",
    "last_move_date",
)
_HISTORY_FIELDS = (
    "move_id",
    "date",
    "item_id",
    "source_location_id",
    "target_location_id",
    "lot",
    "quantity",
    "direction",
    "value",
    "balance",
    "stock_value",
    "source_type",
    "source_document_id",
    "source_line_id",
    "posted_at",
)
