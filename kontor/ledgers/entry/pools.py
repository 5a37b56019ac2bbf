"""Pools of quantity and value that are used up in parts and end at exactly zero (peers B27)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from kontor.kernel.rounding import round_decimal

_WIDE = Context(prec=60)


def share(amount: Decimal, part: Decimal, whole: Decimal, places: int) -> Decimal:
    """The value of ``part`` out of ``whole`` worth ``amount``, to ``places`` decimals, half up.

    The last part (``part == whole``) takes everything that is left, so parts taken one after another always sum
    to the amount, whatever the split. ``whole`` must not be zero; signs pass through.
    """
    if part == whole:
        return amount
    exact = _WIDE.divide(_WIDE.multiply(amount, part), whole)
    return round_decimal(exact, places)


@dataclass(frozen=True, slots=True)
class Pool:
    """A quantity and what it is worth; both may be negative (a credit, a deficit)."""

    quantity: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)

    def put(self, quantity: Decimal, amount: Decimal) -> Pool:
        """More of it."""
        return Pool(self.quantity + quantity, self.amount + amount)

    def take(self, quantity: Decimal, places: int) -> tuple[Decimal, Pool]:
        """The amount that belongs to ``quantity``, and the pool that remains; the last quantity takes the last cent."""
        taken = share(self.amount, quantity, self.quantity, places)
        return taken, Pool(self.quantity - quantity, self.amount - taken)
