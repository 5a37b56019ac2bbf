"""What goes into and comes out of master data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands; ``values`` by field, typed; empty fields are None."""

    id: UUID
    entity: str
    version: int
    values: Mapping[str, Any]
    is_active: bool
    created_at: datetime
    created_by: UUID
    updated_at: datetime
    updated_by: UUID


@dataclass(frozen=True, slots=True)
class Change:
    """What to change in one record; ``version`` None takes the record as it is (imports)."""

    id: UUID
    values: Mapping[str, Any]
    version: int | None = None
    path: str = ""
    """Prefix of the path in errors."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a supplier asks for one ``unit`` of an item."""

    price_id: UUID
    partner_id: UUID
    item_id: UUID
    unit_price: Decimal
    currency: str | None
    unit: str | None
    min_quantity: Decimal
    valid_from: date | None
    valid_to: date | None
    lead_days: int | None


@dataclass(frozen=True, slots=True)
class Discount:
    """Paying until ``until`` earns ``percent`` of the amount."""

    percent: Decimal
    until: date


@dataclass(frozen=True, slots=True)
class FreeLocation:
    """A place where goods may be put, and why: same item there, its fixed bin, or nearest with room."""

    location_id: UUID
    code: str
    path: str
    capacity: Decimal | None
    occupied: Decimal
    reason: str

    @property
    def free(self) -> Decimal | None:
        """Room left; None without a limit."""
        return None if self.capacity is None else self.capacity - self.occupied


@dataclass(frozen=True, slots=True)
class Generated:
    """What a bulk generation made; records that were there already are not made again."""

    created: int
    existing: int
    ids: Mapping[str, UUID] = field(default_factory=dict)
    """Code → id of all of them."""
