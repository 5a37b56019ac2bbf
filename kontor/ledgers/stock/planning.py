"""What a posting does to the stock ledger, computed move by move on locked state. Pure: no database, no clock.

The caller writes the plan in one statement. A refused move leaves no trace because the transaction ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from uuid import UUID

from kontor.kernel.ids import new_id
from kontor.kernel.rounding import round_decimal
from kontor.ledgers.entry import share
from kontor.ledgers.stock.checks import direction, ensure_possible
from kontor.ledgers.stock.contracts import NO_LOT, Facts, MoveRequest, MoveResult, Place
from kontor.ledgers.stock.costing import CostingMethod, CostPool, Layer, methods
from kontor.ledgers.stock.errors import (
    CostingFixed,
    InsufficientStock,
    InsufficientStockOnDate,
    LotExpiryDiffers,
)
from kontor.ledgers.stock.state import ZERO, Balance, Reservation, StockState

_WIDE = Context(prec=60)


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A request with its outcome."""

    request: MoveRequest
    result: MoveResult


@dataclass(slots=True)
class Plan:
    """Moves in the order asked for, and everything of the state that changed."""

    moves: list[PlannedMove] = field(default_factory=list)
    balances: dict[Place, Balance] = field(default_factory=dict)
    pools: dict[UUID, CostPool] = field(default_factory=dict)
    reservations: dict[UUID, Reservation] = field(default_factory=dict)
    new_lots: dict[tuple[UUID, str], dt.date | None] = field(default_factory=dict)

    @property
    def results(self) -> dict[str, MoveResult]:
        """Outcomes by the caller's key."""
        return {move.request.key: move.result for move in self.moves}


def plan_moves(requests: Sequence[MoveRequest], facts: Facts, state: StockState, *, places: int) -> Plan:
    """Apply the requests one after another to ``state``; values are rounded to ``places`` decimals.

    Raises:
        InsufficientStock, InsufficientStockOnDate, LotExpiryDiffers, CostingFixed, and what
        ``checks.ensure_possible`` refuses.

    Source: S1, S2, S3; design.md §4 (back-dated moves).
    """
    ensure_possible(requests, facts)
    planner = _Planner(facts, state, places)
    for request in requests:
        planner.move(request)
    return planner.plan


class _Planner:
    """One posting in progress."""

    def __init__(self, facts: Facts, state: StockState, places: int) -> None:
        self.facts, self.state, self.places, self.plan = facts, state, places, Plan()

    def move(self, request: MoveRequest) -> None:
        """Quantity first (may refuse), then value."""
        self._note_lot(request)
        if self.facts.locations[request.source_location_id].is_stocked:
            self._take(request)
        if self.facts.locations[request.target_location_id].is_stocked:
            self._put(request)
        self.plan.moves.append(PlannedMove(request, self._value(request, direction(request, self.facts))))

    # --- quantity -------------------------------------------------------------------------------------------------
    def _take(self, request: MoveRequest) -> None:
        balance = self._balance(request.source)
        promised = self._consume_reservation(request, balance)
        if not balance.may_be_negative:
            self._ensure_available(request, balance, promised)
        balance.on_hand -= request.quantity
        balance.last_date = _later(balance.last_date, request.date)
        self._note_lowest(request.source, -request.quantity, dt.date.min)

    def _put(self, request: MoveRequest) -> None:
        balance = self._balance(request.target)
        balance.on_hand += request.quantity
        balance.last_date = _later(balance.last_date, request.date)
        self._note_lowest(request.target, request.quantity, request.date)

    def _balance(self, place: Place) -> Balance:
        balance = self.state.balance(place)
        item, location = self.facts.items[place.item_id], self.facts.locations[place.location_id]
        balance.may_be_negative = item.may_be_negative or location.may_be_negative
        self.plan.balances[place] = balance
        return balance

    def _consume_reservation(self, request: MoveRequest, balance: Balance) -> Decimal:
        """Use up what was reserved for this move at this place; the rest must be free."""
        consumed = ZERO
        for held in self.state.reservations if request.reservation_key else ():
            if held.key != request.reservation_key or held.place != request.source or not held.quantity_left:
                continue
            part = min(held.quantity_left, request.quantity - consumed)
            if part:
                held.quantity_left -= part
                consumed += part
                self.plan.reservations[held.id] = held
        balance.reserved -= consumed
        return consumed

    def _ensure_available(self, request: MoveRequest, balance: Balance, promised: Decimal) -> None:
        item, location = self.facts.items[request.item_id], self.facts.locations[request.source_location_id]
        if balance.available < request.quantity:
            raise InsufficientStock(
                item.code, location.code, item.unit, request.quantity, max(balance.available, ZERO), request.lot
            )
        lowest = self.state.lowest_since.get((request.source, request.date))
        if lowest is not None and lowest < request.quantity:
            raise InsufficientStockOnDate(
                item.code, location.code, item.unit, request.quantity, max(lowest, ZERO), request.date
            )

    def _note_lowest(self, place: Place, quantity: Decimal, since: dt.date) -> None:
        """Earlier moves of the same posting lower (or, on an earlier day, raise) what the past of a place allows."""
        for known, day in self.state.lowest_since:
            if known == place and day >= since:
                self.state.lowest_since[known, day] += quantity

    # --- value ----------------------------------------------------------------------------------------------------
    def _value(self, request: MoveRequest, way: int) -> MoveResult:
        move_id = new_id()
        if way == 0:
            return MoveResult(move_id=move_id, direction=0, value=ZERO)
        pool = self._pool(request)
        value, adjustment = (
            self._enter(request, pool, move_id) if way > 0 else self._leave(request, pool, self._method(request))
        )
        pool.last_date = _later(pool.last_date, request.date)
        on = pool.last_date if adjustment else None
        return MoveResult(move_id=move_id, direction=way, value=value, adjustment=adjustment, adjustment_date=on)

    def _pool(self, request: MoveRequest) -> CostPool:
        pool = self.state.pool(request.item_id)
        item = self.facts.items[request.item_id]
        if pool.costing and pool.costing != item.costing and pool.quantity:
            raise CostingFixed(item.code, pool.costing, item.costing)
        pool.costing = item.costing
        self.plan.pools[request.item_id] = pool
        return pool

    def _method(self, request: MoveRequest) -> CostingMethod:
        return methods.get(self.facts.items[request.item_id].costing)

    def _enter(self, request: MoveRequest, pool: CostPool, move_id: UUID) -> tuple[Decimal, Decimal]:
        """Value as given; a mirrored issue brings back all that the issue took, its adjustment included."""
        mirrored = self.state.reversed_moves.get(request.reverses) if request.reverses else None
        value = mirrored.value if mirrored else self._given_value(request, pool)
        brought = value - mirrored.adjustment if mirrored else value
        layer = Layer(move_id, request.date, request.quantity, brought, move_id)
        filled = self._method(request).receive(pool, layer, self.places)
        self._note_past(request, request.quantity, value)
        return value, brought - value + filled

    def _given_value(self, request: MoveRequest, pool: CostPool) -> Decimal:
        if request.value is not None:
            return round_decimal(request.value, self.places)
        cost = request.unit_cost
        if cost is None:
            if pool.quantity > 0:
                return round_decimal(
                    _WIDE.divide(_WIDE.multiply(pool.value, request.quantity), pool.quantity), self.places
                )
            cost = pool.last_unit_cost
        return round_decimal(_WIDE.multiply(cost, request.quantity), self.places)

    def _leave(self, request: MoveRequest, pool: CostPool, method: CostingMethod) -> tuple[Decimal, Decimal]:
        """Value by the costing method; booked with the original's for a mirror, with the past's when back-dated."""
        taken = method.issue(pool, request.quantity, self.places, prefer=request.reverses)
        mirrored = self.state.reversed_moves.get(request.reverses) if request.reverses else None
        booked = mirrored.value if mirrored else self._past_value(request, taken)
        self._note_past(request, -request.quantity, -booked)
        return booked, booked - taken

    def _past_value(self, request: MoveRequest, taken: Decimal) -> Decimal:
        """What the quantity was worth at the end of its own day, when that day is past and held enough."""
        past = self.state.past_pools.get((request.item_id, request.date))
        if past is None or past.quantity < request.quantity:
            return taken
        return share(past.value, request.quantity, past.quantity, self.places)

    def _note_past(self, request: MoveRequest, quantity: Decimal, value: Decimal) -> None:
        """Moves of the same posting change the past pools of their own and later days."""
        for (item_id, day), past in self.state.past_pools.items():
            if item_id == request.item_id and day >= request.date:
                past.quantity += quantity
                past.value += value

    # --- lots -----------------------------------------------------------------------------------------------------
    def _note_lot(self, request: MoveRequest) -> None:
        if request.lot == NO_LOT:
            return
        key = (request.item_id, request.lot)
        known = self.state.lots.get(key)
        if key not in self.state.lots or (known is None and request.expiry_date is not None):
            self.state.lots[key] = self.plan.new_lots[key] = request.expiry_date
        elif request.expiry_date is not None and known != request.expiry_date:
            item = self.facts.items[request.item_id]
            raise LotExpiryDiffers(item.code, request.lot, known, request.expiry_date)  # type: ignore[arg-type]


def _later(known: dt.date | None, given: dt.date) -> dt.date:
    return given if known is None else max(known, given)
