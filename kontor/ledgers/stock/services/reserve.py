"""Promise stock and take promises back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.ids import new_id
from kontor.kernel.rounding import round_decimal
from kontor.ledgers.statements import records, rows, run
from kontor.ledgers.stock.contracts import QUANTITY_PLACES, ReservationRequest
from kontor.ledgers.stock.errors import (
    InsufficientStock,
    ItemNotStocked,
    LocationUnknown,
    QuantityInvalid,
    ReservationUnknown,
)
from kontor.ledgers.stock.facts import source
from kontor.tenancy.api import unit_of_work
from kontor.tenancy.context import current

LOCK = """
SELECT p.position, b.id, b.on_hand, b.reserved, b.may_be_negative
FROM jsonb_to_recordset(%(asked)s::jsonb)
  AS p(position int, company_id uuid, item_id uuid, location_id uuid, lot text, project_id uuid)
JOIN stock_balance b ON b.tenant_id = %(tenant)s::uuid AND b.company_id = p.company_id
  AND b.item_id = p.item_id AND b.location_id = p.location_id AND b.lot = p.lot
  AND b.project_id IS NOT DISTINCT FROM p.project_id
ORDER BY b.item_id, b.location_id, b.lot, b.project_id
FOR UPDATE OF b
"""

RESERVE = """
WITH promises AS (
  INSERT INTO stock_reservation (id, tenant_id, key, company_id, item_id, location_id, lot, project_id, quantity,
    quantity_left, valid_until, created_at, created_by)
  SELECT r.id, %(tenant)s::uuid, r.key, r.company_id, r.item_id, r.location_id, r.lot, r.project_id, r.quantity,
    r.quantity, r.valid_until, %(now)s::timestamptz, %(user)s::uuid
  FROM jsonb_to_recordset(%(promises)s::jsonb) AS r(id uuid, key text, company_id uuid, item_id uuid,
    location_id uuid, lot text, project_id uuid, quantity numeric, valid_until date)
)
UPDATE stock_balance b SET reserved = b.reserved + p.quantity
FROM (SELECT balance_id, sum(quantity) AS quantity
      FROM jsonb_to_recordset(%(promises)s::jsonb) AS r(balance_id uuid, quantity numeric) GROUP BY balance_id) p
WHERE b.tenant_id = %(tenant)s::uuid AND b.id = p.balance_id
"""

# Balances are locked first, in the one order, then the promises on them are given back.
LOCK_PROMISED = """
SELECT b.id
FROM stock_balance b
WHERE b.tenant_id = %(tenant)s::uuid AND EXISTS (
  SELECT 1 FROM stock_reservation r
  WHERE r.tenant_id = b.tenant_id AND r.quantity_left > 0 AND r.company_id = b.company_id AND r.item_id = b.item_id
    AND r.location_id = b.location_id AND r.lot = b.lot AND r.project_id IS NOT DISTINCT FROM b.project_id
    AND (r.key = ANY(%(keys)s::text[]) OR r.valid_until < %(before)s::date))
ORDER BY b.item_id, b.location_id, b.lot, b.project_id
FOR UPDATE
"""

RELEASE = """
WITH given AS (
  UPDATE stock_reservation r SET quantity_left = 0
  FROM (SELECT tenant_id, id, quantity_left FROM stock_reservation
        WHERE tenant_id = %(tenant)s::uuid AND quantity_left > 0
          AND (key = ANY(%(keys)s::text[]) OR valid_until < %(before)s::date)) old
  WHERE r.tenant_id = old.tenant_id AND r.id = old.id
  RETURNING r.key, r.company_id, r.item_id, r.location_id, r.lot, r.project_id, old.quantity_left AS quantity
), freed AS (
  UPDATE stock_balance b SET reserved = b.reserved - g.quantity
  FROM (SELECT company_id, item_id, location_id, lot, project_id, sum(quantity) AS quantity
        FROM given GROUP BY 1, 2, 3, 4, 5) g
  WHERE b.tenant_id = %(tenant)s::uuid AND b.company_id = g.company_id AND b.item_id = g.item_id
    AND b.location_id = g.location_id AND b.lot = g.lot AND b.project_id IS NOT DISTINCT FROM g.project_id
)
SELECT DISTINCT key FROM given
"""


@unit_of_work
def reserve(actor: Actor, requests: Sequence[ReservationRequest]) -> None:
    """Keep free stock for somebody: ``reserved`` grows, ``available`` shrinks, nothing moves.

    Raises:
        InsufficientStock: a place has less available than asked, counting the requests of this call together.
        ItemNotStocked, LocationUnknown, QuantityInvalid.

    Source: S1, R9.
    """
    if not requests:
        return
    work = current()
    asked = [
        {"position": at, "company_id": each.company_id, **each.place._asdict()} for at, each in enumerate(requests)
    ]
    locked = {at: facts for at, *facts in rows(LOCK, {"tenant": work.tenant_id, "asked": records(asked)})}
    taken: dict[Any, Any] = {}
    promises = []
    for at, each in enumerate(requests):
        _ensure_quantity(each)
        balance_id, on_hand, reserved, may_be_negative = locked.get(at, (None, 0, 0, False))
        free = on_hand - reserved - taken.get(balance_id, 0)
        if balance_id is None or (free < each.quantity and not may_be_negative):
            raise _insufficient(each, max(free, 0))
        taken[balance_id] = taken.get(balance_id, 0) + each.quantity
        promises.append(_promise(each, balance_id))
    user = {"user": work.actor.user_id, "now": current_clock().now()}
    run(RESERVE, {"tenant": work.tenant_id, "promises": records(promises), **user})


@unit_of_work
def release(actor: Actor, keys: Sequence[str]) -> None:
    """Give back what is left of the reservations under ``keys``.

    Raises:
        ReservationUnknown: a key has nothing reserved any more.
    """
    values = {"tenant": current().tenant_id, "keys": list(keys), "before": None}
    rows(LOCK_PROMISED, values)
    given = {key for (key,) in rows(RELEASE, values)}
    for key in keys:
        if key not in given:
            raise ReservationUnknown(key)


@unit_of_work
def release_expired(actor: Actor) -> int:
    """Give back every reservation whose last day is past; returns how many keys that were. For the nightly job."""
    today = current_clock().today(actor.timezone)
    values = {"tenant": current().tenant_id, "keys": [], "before": today}
    rows(LOCK_PROMISED, values)
    return len(rows(RELEASE, values))


def _promise(each: ReservationRequest, balance_id: object) -> dict[str, Any]:
    return {
        "id": new_id(),
        "key": each.key,
        "company_id": each.company_id,
        "balance_id": balance_id,
        "quantity": each.quantity,
        "valid_until": each.valid_until,
        **each.place._asdict(),
    }


def _ensure_quantity(each: ReservationRequest) -> None:
    if each.quantity <= 0 or each.quantity != round_decimal(each.quantity, QUANTITY_PLACES):
        raise QuantityInvalid(str(each.item_id), each.quantity, QUANTITY_PLACES)


def _insufficient(each: ReservationRequest, available: Any) -> Exception:
    item = source().items([each.item_id]).get(each.item_id)
    location = source().locations([each.location_id]).get(each.location_id)
    if item is None:
        return ItemNotStocked(each.item_id)
    if location is None:
        return LocationUnknown(each.location_id)
    return InsufficientStock(item.code, location.code, item.unit, each.quantity, available, each.lot)
