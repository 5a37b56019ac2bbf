"""What goes into the stock ledger and what comes out. Free of Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

NO_LOT = ""
#: Decimals a quantity may have, and decimals a value may be rounded to.
QUANTITY_PLACES = 6
VALUE_PLACES = 8


class Place(NamedTuple):
    """Where a balance is kept: an item in a location, of a lot ("" for none), owned by a project or by nobody."""

    item_id: UUID
    location_id: UUID
    lot: str = NO_LOT
    project_id: UUID | None = None

    @property
    def order(self) -> tuple[str, str, str, str]:
        """The one order in which balances are locked: item, location, lot, project."""
        return str(self.item_id), str(self.location_id), self.lot, str(self.project_id or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """``quantity`` (item's base unit, > 0) goes from one location to another on the business day ``date``.

    Goods that enter from outside bring ``unit_cost`` or their whole ``value`` (company currency); without either
    they enter at the item's present cost. Goods that leave are valued by the costing method. ``reverses`` names the
    move this one is the mirror image of: its value is the original's. ``key`` is the caller's own name for the move.
    """

    key: str
    company_id: UUID
    item_id: UUID
    quantity: Decimal
    source_location_id: UUID
    target_location_id: UUID
    date: dt.date
    lot: str = NO_LOT
    expiry_date: dt.date | None = None
    project_id: UUID | None = None
    unit_cost: Decimal | None = None
    value: Decimal | None = None
    reservation_key: str | None = None
    reverses: UUID | None = None
    source_type: str = ""
    source_document_id: UUID | None = None
    source_line_id: UUID | None = None

    @property
    def source(self) -> Place:
        """The balance it takes from."""
        return Place(self.item_id, self.source_location_id, self.lot, self.project_id)

    @property
    def target(self) -> Place:
        """The balance it adds to."""
        return Place(self.item_id, self.target_location_id, self.lot, self.project_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveResult:
    """What a move became. ``value`` ≥ 0 in company currency; ``direction`` +1 entered, −1 left, 0 stayed inside.

    ``adjustment`` (signed, on ``adjustment_date``) is the value difference where the costing method gave up or took
    in another value than the move is booked with: back-dated issues, filled deficits, reversals of used receipts.
    """

    move_id: UUID
    direction: int
    value: Decimal
    adjustment: Decimal = Decimal(0)
    adjustment_date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What the ledger must know of an item; ``costing`` names a costing method, ``unit`` is the base unit's code."""

    code: str
    unit: str = ""
    costing: str = "moving_average"
    lot_tracked: bool = False
    may_be_negative: bool = False
    category_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationFacts:
    """``is_stocked`` is false for the virtual kinds: what goes there has left the company's stock."""

    code: str
    kind: str
    is_stocked: bool
    may_be_negative: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Items and locations of one posting by id."""

    items: Mapping[UUID, ItemFacts] = field(default_factory=dict)
    locations: Mapping[UUID, LocationFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationRequest:
    """Keep ``quantity`` of a balance for the holder of ``key`` until ``valid_until`` (None: until released)."""

    key: str
    company_id: UUID
    item_id: UUID
    location_id: UUID
    quantity: Decimal
    lot: str = NO_LOT
    project_id: UUID | None = None
    valid_until: dt.date | None = None

    @property
    def place(self) -> Place:
        """The balance it is taken from."""
        return Place(self.item_id, self.location_id, self.lot, self.project_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One balance as people see it; ``available`` = ``on_hand`` − ``reserved``."""

    company_id: UUID
    item_id: UUID
    location_id: UUID
    lot: str
    project_id: UUID | None
    expiry_date: dt.date | None
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    last_move_date: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuationRow:
    """An item's quantity and value in one company at the end of a day (company currency)."""

    item_id: UUID
    quantity: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """What is left of one receipt under a layered costing method (company currency)."""

    move_id: UUID
    layer_date: dt.date
    quantity: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One move of an item; ``balance`` is the company's quantity after it, ``stock_value`` its value."""

    move_id: UUID
    date: dt.date
    item_id: UUID
    source_location_id: UUID
    target_location_id: UUID
    lot: str
    quantity: Decimal
    direction: int
    value: Decimal
    balance: Decimal
    stock_value: Decimal
    source_type: str
    source_document_id: UUID | None
    source_line_id: UUID | None
    posted_at: dt.datetime
