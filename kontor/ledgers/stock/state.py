"""The part of the stock ledger one posting touches, read under locks and changed in memory. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from kontor.ledgers.stock.contracts import Place
from kontor.ledgers.stock.costing import CostPool

ZERO = Decimal(0)


@dataclass(slots=True)
class Balance:
    """``0 ≤ reserved ≤ on_hand`` unless the place may be negative. ``last_date``: newest business day of a move.

    ``row_id`` is the locked row in the database.
    """

    on_hand: Decimal = ZERO
    reserved: Decimal = ZERO
    last_date: date | None = None
    may_be_negative: bool = False
    row_id: UUID | None = None

    @property
    def available(self) -> Decimal:
        """What may still be promised or taken."""
        return self.on_hand - self.reserved


@dataclass(slots=True)
class Reservation:
    """What is left of one promise at one place."""

    id: UUID
    key: str
    place: Place
    quantity_left: Decimal


@dataclass(slots=True)
class PastPool:
    """Quantity and value of an item at the end of a past day."""

    quantity: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Reversed:
    """The facts of a move that is to be mirrored; ``adjustment`` is the sum of its adjustments."""

    direction: int
    value: Decimal
    adjustment: Decimal


@dataclass(slots=True)
class StockState:
    """Balances by place, cost pools by item, reservations; for back-dated moves also what the past allows.

    ``lowest_since[(place, day)]`` is the smallest on-hand at the end of any day from that day on.
    ``past_pools[(item, day)]`` is the item's pool at the end of that day.
    """

    balances: dict[Place, Balance] = field(default_factory=dict)
    pools: dict[UUID, CostPool] = field(default_factory=dict)
    reservations: list[Reservation] = field(default_factory=list)
    lowest_since: dict[tuple[Place, date], Decimal] = field(default_factory=dict)
    past_pools: dict[tuple[UUID, date], PastPool] = field(default_factory=dict)
    reversed_moves: dict[UUID, Reversed] = field(default_factory=dict)
    lots: dict[tuple[UUID, str], date | None] = field(default_factory=dict)

    def balance(self, place: Place) -> Balance:
        """The balance of a place, empty at first."""
        return self.balances.setdefault(place, Balance())

    def pool(self, item_id: UUID) -> CostPool:
        """The cost pool of an item, empty at first."""
        return self.pools.setdefault(item_id, CostPool())
