"""Lock what a posting touches, in one order, and read it (design.md §3: balances by item, location, lot)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.kernel.ids import new_id
from kontor.ledgers.statements import records, rows, run
from kontor.ledgers.stock.checks import direction
from kontor.ledgers.stock.contracts import NO_LOT, Facts, MoveRequest, Place
from kontor.ledgers.stock.costing import CostPool, Layer, methods
from kontor.ledgers.stock.errors import AlreadyReversed
from kontor.ledgers.stock.state import Balance, PastPool, Reservation, Reversed, StockState
from kontor.tenancy.context import current

# New rows are made before any lock is taken, both in the one order, so that two first receipts of the same item
# never wait for each other in a circle.
ENSURE = """
WITH places AS (
  SELECT * FROM jsonb_to_recordset(%(places)s::jsonb)
    AS p(id uuid, item_id uuid, location_id uuid, lot text, project_id uuid)
), pools AS (
  INSERT INTO stock_cost (id, tenant_id, company_id, item_id, quantity, value, last_unit_cost, costing)
  SELECT p.id, %(tenant)s::uuid, %(company)s::uuid, p.item_id, 0, 0, 0, ''
  FROM jsonb_to_recordset(%(pools)s::jsonb) AS p(id uuid, item_id uuid)
  ORDER BY p.item_id
  ON CONFLICT (tenant_id, item_id, company_id) DO NOTHING
)
INSERT INTO stock_balance
  (id, tenant_id, company_id, item_id, location_id, lot, project_id, on_hand, reserved, may_be_negative)
SELECT p.id, %(tenant)s::uuid, %(company)s::uuid, p.item_id, p.location_id, p.lot, p.project_id, 0, 0, false
FROM places p
ORDER BY p.item_id, p.location_id, p.lot, p.project_id
ON CONFLICT (tenant_id, item_id, location_id, lot, project_id, company_id) DO NOTHING
"""

LOCK_POOLS = """
SELECT item_id, id, quantity, value, last_unit_cost, last_move_date, costing
FROM stock_cost
WHERE tenant_id = %(tenant)s::uuid AND company_id = %(company)s::uuid AND item_id = ANY(%(items)s::uuid[])
ORDER BY item_id
FOR UPDATE
"""

LOCK_BALANCES = """
SELECT b.item_id, b.location_id, b.lot, b.project_id, b.id, b.on_hand, b.reserved, b.last_move_date, b.may_be_negative
FROM jsonb_to_recordset(%(places)s::jsonb) AS p(item_id uuid, location_id uuid, lot text, project_id uuid)
JOIN stock_balance b ON b.tenant_id = %(tenant)s::uuid AND b.company_id = %(company)s::uuid
  AND b.item_id = p.item_id AND b.location_id = p.location_id AND b.lot = p.lot
  AND b.project_id IS NOT DISTINCT FROM p.project_id
ORDER BY b.item_id, b.location_id, b.lot, b.project_id
FOR UPDATE OF b
"""

# Walks from the oldest open layer and stops at the one that covers the wanted quantity [0.4 ms instead of 20 ms].
OPEN_LAYERS = """
WITH RECURSIVE wanted AS (
  SELECT * FROM jsonb_to_recordset(%(wanted)s::jsonb) AS w(item_id uuid, quantity numeric)
), walk AS (
  SELECT w.item_id, w.quantity AS wanted, l.id, l.layer_date, l.quantity_left, l.value_left, l.move_id,
         l.quantity_left::numeric AS running
  FROM wanted w CROSS JOIN LATERAL (
    SELECT * FROM stock_layer s
    WHERE s.tenant_id = %(tenant)s::uuid AND s.company_id = %(company)s::uuid AND s.item_id = w.item_id AND s.is_open
    ORDER BY s.layer_date, s.id LIMIT 1
  ) l
  UNION ALL
  SELECT k.item_id, k.wanted, l.id, l.layer_date, l.quantity_left, l.value_left, l.move_id,
         k.running + l.quantity_left
  FROM walk k CROSS JOIN LATERAL (
    SELECT * FROM stock_layer s
    WHERE s.tenant_id = %(tenant)s::uuid AND s.company_id = %(company)s::uuid AND s.item_id = k.item_id AND s.is_open
      AND (s.layer_date, s.id) > (k.layer_date, k.id)
    ORDER BY s.layer_date, s.id LIMIT 1
  ) l
  WHERE k.running < k.wanted
)
SELECT item_id, id, layer_date, quantity_left, value_left, move_id FROM walk
UNION
SELECT s.item_id, s.id, s.layer_date, s.quantity_left, s.value_left, s.move_id
FROM stock_layer s
WHERE s.tenant_id = %(tenant)s::uuid AND s.id = ANY(%(preferred)s::uuid[]) AND s.is_open
"""

RESERVATIONS = """
SELECT r.id, r.key, r.item_id, r.location_id, r.lot, r.project_id, r.quantity_left
FROM stock_reservation r
WHERE r.tenant_id = %(tenant)s::uuid AND r.key = ANY(%(keys)s::text[]) AND r.quantity_left > 0
  AND r.company_id = %(company)s::uuid
ORDER BY r.created_at, r.id
"""

LOTS = """
SELECT l.item_id, l.lot, l.expiry_date
FROM jsonb_to_recordset(%(lots)s::jsonb) AS p(item_id uuid, lot text)
JOIN stock_lot l ON l.tenant_id = %(tenant)s::uuid AND l.item_id = p.item_id AND l.lot = p.lot
"""

REVERSED = """
SELECT m.id, m.direction, m.value,
       coalesce((SELECT sum(a.value) FROM stock_adjustment a WHERE a.tenant_id = m.tenant_id AND a.move_id = m.id), 0),
       EXISTS (SELECT 1 FROM stock_move r WHERE r.tenant_id = m.tenant_id AND r.reverses_id = m.id)
FROM stock_move m
WHERE m.tenant_id = %(tenant)s::uuid AND m.id = ANY(%(moves)s::uuid[])
"""

# On-hand at the end of each later day = on-hand now − what came after; its smallest value is what may be taken.
LOWEST_SINCE = """
SELECT p.position, b.on_hand - greatest(0, coalesce((
  SELECT max(d.after) FROM (
    SELECT sum(sum(CASE WHEN m.target_location_id = p.location_id THEN m.quantity ELSE -m.quantity END))
             OVER (ORDER BY m.move_date DESC) AS after
    FROM stock_move m
    WHERE m.tenant_id = %(tenant)s::uuid AND m.company_id = %(company)s::uuid AND m.item_id = p.item_id
      AND p.location_id IN (m.source_location_id, m.target_location_id) AND m.lot = p.lot
      AND m.project_id IS NOT DISTINCT FROM p.project_id AND m.move_date > p.day
    GROUP BY m.move_date
  ) d), 0))
FROM jsonb_to_recordset(%(places)s::jsonb)
  AS p(position int, item_id uuid, location_id uuid, lot text, project_id uuid, balance_id uuid, day date)
JOIN stock_balance b ON b.tenant_id = %(tenant)s::uuid AND b.id = p.balance_id
"""

PAST_POOLS = """
SELECT p.item_id, p.day,
  c.quantity - coalesce((
    SELECT sum(m.direction * m.quantity) FROM stock_move m
    WHERE m.tenant_id = %(tenant)s::uuid AND m.company_id = %(company)s::uuid AND m.item_id = p.item_id
      AND m.move_date > p.day), 0),
  c.value - coalesce((
    SELECT sum(m.direction * m.value) FROM stock_move m
    WHERE m.tenant_id = %(tenant)s::uuid AND m.company_id = %(company)s::uuid AND m.item_id = p.item_id
      AND m.move_date > p.day), 0)
  - coalesce((
    SELECT sum(a.value) FROM stock_adjustment a
    WHERE a.tenant_id = %(tenant)s::uuid AND a.company_id = %(company)s::uuid AND a.item_id = p.item_id
      AND a.adjustment_date > p.day), 0)
FROM jsonb_to_recordset(%(days)s::jsonb) AS p(item_id uuid, day date)
JOIN stock_cost c ON c.tenant_id = %(tenant)s::uuid AND c.company_id = %(company)s::uuid AND c.item_id = p.item_id
"""


def load_state(company_id: UUID, requests: Sequence[MoveRequest], facts: Facts) -> StockState:
    """Ensure, lock and read everything the requests touch; three statements when nothing special is asked."""
    loader = _Loader(company_id, requests, facts)
    loader.ensure_and_lock()
    loader.read_the_rest()
    return loader.state


class _Loader:
    def __init__(self, company_id: UUID, requests: Sequence[MoveRequest], facts: Facts) -> None:
        self.requests, self.facts, self.state = requests, facts, StockState()
        self.values: dict[str, Any] = {"tenant": current().tenant_id, "company": company_id}
        self.valued = [each for each in requests if direction(each, facts) != 0]
        self.leaving = [each for each in self.valued if direction(each, facts) < 0]

    def ensure_and_lock(self) -> None:
        """Cost pools by item, then balances by item, location, lot: the one order of locks."""
        items = sorted({each.item_id for each in self.valued})
        places = sorted(stocked_places(self.requests, self.facts), key=lambda place: place.order)
        found = records({"id": new_id(), **place._asdict()} for place in places)
        pools = records({"id": new_id(), "item_id": item} for item in items)
        run(ENSURE, self.values | {"places": found, "pools": pools})
        if items:
            for item_id, *facts in rows(LOCK_POOLS, self.values | {"items": items}):
                self.state.pools[item_id] = _pool(*facts)
        for item_id, location_id, lot, project_id, *facts in rows(LOCK_BALANCES, self.values | {"places": found}):
            self.state.balances[Place(item_id, location_id, lot, project_id)] = _balance(*facts)

    def read_the_rest(self) -> None:
        """What only some postings need; each question is asked at most once."""
        self._reversed()
        self._layers()
        self._reservations()
        self._lots()
        self._past()

    def _reversed(self) -> None:
        moves = [each.reverses for each in self.requests if each.reverses is not None]
        for move_id, way, value, adjustment, again in rows(REVERSED, self.values | {"moves": moves}) if moves else ():
            if again:
                raise AlreadyReversed(move_id)
            self.state.reversed_moves[move_id] = Reversed(way, value, adjustment)

    def _layers(self) -> None:
        wanted: dict[UUID, Decimal] = {}
        for each in self.leaving:
            if methods.get(self.facts.items[each.item_id].costing).keeps_layers:
                wanted[each.item_id] = wanted.get(each.item_id, Decimal(0)) + each.quantity
        if not wanted:
            return
        asked = records({"item_id": item, "quantity": quantity} for item, quantity in wanted.items())
        preferred = [each.reverses for each in self.leaving if each.reverses is not None]
        found = rows(OPEN_LAYERS, self.values | {"wanted": asked, "preferred": preferred})
        for item_id, layer_id, layer_date, quantity, value, move_id in found:
            self.state.pools[item_id].layers.append(Layer(layer_id, layer_date, quantity, value, move_id))
        for pool in self.state.pools.values():
            pool.layers.sort(key=lambda layer: layer.order)

    def _reservations(self) -> None:
        keys = sorted({each.reservation_key for each in self.requests if each.reservation_key})
        for row_id, key, item, location, lot, project, left in (
            rows(RESERVATIONS, self.values | {"keys": keys}) if keys else ()
        ):
            self.state.reservations.append(Reservation(row_id, key, Place(item, location, lot, project), left))

    def _lots(self) -> None:
        lots = {(each.item_id, each.lot) for each in self.requests if each.lot != NO_LOT}
        asked = records({"item_id": item, "lot": lot} for item, lot in lots)
        for item_id, lot, expiry in rows(LOTS, self.values | {"lots": asked}) if lots else ():
            self.state.lots[item_id, lot] = expiry

    def _past(self) -> None:
        """Only for moves dated before the newest one of their place or item."""
        taken = {
            each.source: each for each in self.requests if self.facts.locations[each.source_location_id].is_stocked
        }
        late = {
            (each.source, each.date)
            for each in self.requests
            if each.source in taken and _is_before(each.date, self.state.balances[each.source].last_date)
        }
        if late:
            self._lowest_since(sorted(late, key=lambda pair: (pair[0].order, pair[1])))
        days = {
            (each.item_id, each.date)
            for each in self.leaving
            if _is_before(each.date, self.state.pools[each.item_id].last_date)
        }
        asked = records({"item_id": item, "day": day} for item, day in days)
        for item_id, day, quantity, value in rows(PAST_POOLS, self.values | {"days": asked}) if days else ():
            self.state.past_pools[item_id, day] = PastPool(quantity, value)

    def _lowest_since(self, late: list[tuple[Place, dt.date]]) -> None:
        asked = records(
            {"position": at, **place._asdict(), "balance_id": self.state.balances[place].row_id, "day": day}
            for at, (place, day) in enumerate(late)
        )
        for at, lowest in rows(LOWEST_SINCE, self.values | {"places": asked}):
            self.state.lowest_since[late[at]] = lowest


def stocked_places(requests: Iterable[MoveRequest], facts: Facts) -> set[Place]:
    """Places whose balance the requests change; virtual locations keep none."""
    ends = [place for each in requests for place in (each.source, each.target)]
    return {place for place in ends if facts.locations[place.location_id].is_stocked}


def _is_before(day: dt.date, last: dt.date | None) -> bool:
    return last is not None and day < last


def _pool(
    row_id: UUID, quantity: Decimal, value: Decimal, unit_cost: Decimal, last: dt.date | None, costing: str
) -> CostPool:
    return CostPool(quantity, value, unit_cost, last, costing, row_id)


def _balance(row_id: UUID, on_hand: Decimal, reserved: Decimal, last: dt.date | None, may_be_negative: bool) -> Balance:
    return Balance(on_hand, reserved, last, may_be_negative, row_id)
