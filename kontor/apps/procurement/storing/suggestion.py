"""Which bin, and why: same item, fixed bin, nearest empty, by capacity and category (R7). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kontor.kernel.text import Text

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bin:
    """A place with what lies in it; quantities in base units. ``order``: how far to walk, nearest first."""

    location_id: UUID
    code: str
    order: tuple[int, str]
    capacity: Decimal | None = None
    category_id: UUID | None = None
    filled: Decimal = ZERO
    of_item: Decimal = ZERO
    """How much of ``filled`` is the item to be put away."""

    @property
    def room(self) -> Decimal | None:
        """What still fits; None where nothing limits it."""
        return None if self.capacity is None else max(self.capacity - self.filled, ZERO)


@dataclass(frozen=True, slots=True)
class Arrived:
    item_id: UUID
    category_id: UUID | None
    fixed_bin: UUID | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Suggestion:
    location_id: UUID
    code: str
    quantity: Decimal
    reason: str


#: Best first.
REASONS: dict[str, Text] = {
    "FIXED_BIN": Text(en="The item's fixed bin", zh_hant="此料號的固定儲位"),
    "SAME_ITEM": Text(en="Lies here already", zh_hant="已存放相同料號"),
    "OWN_CATEGORY": Text(en="Nearest empty bin of its category", zh_hant="同類別最近的空儲位"),
    "NEAREST_EMPTY": Text(en="Nearest empty bin", zh_hant="最近的空儲位"),
}


def suggest(arrived: Arrived, bins: Sequence[Bin]) -> list[Suggestion]:
    """Bins that take the whole quantity, best first; several where one is too small.

    A bin kept for another category is never suggested. What fits nowhere is left out: the sum may be smaller than what
    arrived, and the person decides.
    """
    left = arrived.quantity
    chosen: list[Suggestion] = []
    for place, reason in _candidates(arrived, bins):
        if left <= 0:
            break
        taken = left if place.room is None else min(place.room, left)
        if taken > 0:
            chosen.append(Suggestion(place.location_id, place.code, taken, reason))
            left -= taken
    return chosen


def _candidates(arrived: Arrived, bins: Iterable[Bin]) -> Iterator[tuple[Bin, str]]:
    allowed = sorted(
        (each for each in bins if each.category_id in (None, arrived.category_id)), key=lambda each: each.order
    )
    for reason in REASONS:
        for each in allowed:
            if _best_reason(arrived, each) == reason:
                yield each, reason


def _best_reason(arrived: Arrived, place: Bin) -> str | None:
    if place.location_id == arrived.fixed_bin:
        return "FIXED_BIN"
    if place.of_item > 0:
        return "SAME_ITEM"
    if place.filled > 0:
        return None
    return "OWN_CATEGORY" if place.category_id is not None else "NEAREST_EMPTY"
