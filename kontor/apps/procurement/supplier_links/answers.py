"""What a supplier answers, and whether the buyer has to look at it. Pure (R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID


class Decision(StrEnum):
    ACCEPT = "accept"
    CHANGE = "change"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One of several dated deliveries of a line."""

    date: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Answer:
    """A supplier's answer for one line; None leaves the ordered figure as it is. Prices per unit, order currency."""

    line_id: UUID
    decision: Decision
    promised_date: date | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    schedule: Sequence[Delivery] = ()
    note: str = ""

    @property
    def last_date(self) -> date | None:
        """When everything will have arrived."""
        return max((each.date for each in self.schedule), default=self.promised_date)

    @property
    def total_quantity(self) -> Decimal | None:
        """What the supplier will deliver, where the answer says so."""
        if self.schedule:
            return sum((each.quantity for each in self.schedule), Decimal(0))
        return self.quantity

    def schedule_as_json(self) -> list[dict[str, str]] | None:
        """The deliveries as the order line keeps them."""
        if not self.schedule:
            return None
        return [{"date": each.date.isoformat(), "quantity": f"{each.quantity:f}"} for each in self.schedule]


@dataclass(frozen=True, slots=True)
class ConfirmationTolerance:
    """Changes up to here need no buyer: percent of price and quantity, days later than requested."""

    price_percent: Decimal = Decimal(0)
    quantity_percent: Decimal = Decimal(0)
    later_days: int = 0

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> ConfirmationTolerance:
        return cls(
            price_percent=Decimal(str(settings.get("price_percent", 0))),
            quantity_percent=Decimal(str(settings.get("quantity_percent", 0))),
            later_days=int(settings.get("later_days", 0)),
        )


def needs_buyer(answer: Answer, ordered: Mapping[str, Any], tolerance: ConfirmationTolerance) -> bool:
    """Whether the answer changes price, quantity or date beyond the tolerance; a lower price or earlier date never."""
    return (
        _price_beyond(answer.unit_price, ordered["unit_price"], tolerance)
        or _quantity_beyond(answer.total_quantity, ordered["quantity"], tolerance)
        or _date_beyond(answer.last_date, ordered.get("needed_date"), tolerance)
    )


def changes_figures(answer: Answer, ordered: Mapping[str, Any]) -> bool:
    """Whether the answer asks for another price or quantity than was ordered, be it ever so little."""
    price, quantity = answer.unit_price, answer.total_quantity
    return (price is not None and price != ordered["unit_price"]) or (
        quantity is not None and quantity != ordered["quantity"]
    )


def _price_beyond(offered: Decimal | None, ordered: Decimal, tolerance: ConfirmationTolerance) -> bool:
    return offered is not None and offered > ordered * (1 + tolerance.price_percent / 100)


def _quantity_beyond(offered: Decimal | None, ordered: Decimal, tolerance: ConfirmationTolerance) -> bool:
    return offered is not None and abs(offered - ordered) > ordered * tolerance.quantity_percent / 100


def _date_beyond(promised: date | None, needed: date | None, tolerance: ConfirmationTolerance) -> bool:
    return promised is not None and needed is not None and (promised - needed).days > tolerance.later_days
