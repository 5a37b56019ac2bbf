"""What every costing method does: take goods in, give them out, and say what they are worth."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from typing import ClassVar
from uuid import UUID

from kontor.kernel.registry import Registry
from kontor.kernel.rounding import round_decimal
from kontor.ledgers.entry import share

ZERO = Decimal(0)
#: Decimals of the remembered unit cost that values goods the stock does not have yet.
UNIT_COST_PLACES = 10
_WIDE = Context(prec=60)


@dataclass(slots=True)
class Layer:
    """What is left of one receipt: ``quantity_left`` worth ``value_left``; ordered by date, then id."""

    id: UUID
    layer_date: date
    quantity_left: Decimal
    value_left: Decimal
    move_id: UUID | None = None
    is_new: bool = False
    is_touched: bool = False

    @property
    def order(self) -> tuple[date, str]:
        """Age: the business day of the receipt, then the order of posting."""
        return self.layer_date, str(self.id)


@dataclass(slots=True)
class CostPool:
    """All of one item in one company: the quantity, its value, the last unit cost and, by method, open layers.

    A negative quantity is a deficit (only where policy allows it), valued at the unit cost it was issued at.
    ``last_date`` is the newest business day of a move that changed it.
    """

    quantity: Decimal = ZERO
    value: Decimal = ZERO
    last_unit_cost: Decimal = ZERO
    last_date: date | None = None
    costing: str = ""
    row_id: UUID | None = None
    layers: list[Layer] = field(default_factory=list)


class CostingMethod(ABC):
    """Values goods that leave. ``receive`` and ``issue`` change the pool; deficits are the same for all methods."""

    name: ClassVar[str]
    keeps_layers: ClassVar[bool] = False

    def receive(self, pool: CostPool, layer: Layer, places: int) -> Decimal:
        """Take in what ``layer`` describes; returns the adjustment (signed) from filling a deficit.

        Goods that fill a deficit were issued before at a guessed cost: the difference between the guess and what
        they really cost is the adjustment; the pool keeps only what is left of the receipt, at its own cost.
        """
        quantity, value = layer.quantity_left, layer.value_left
        pool.last_unit_cost = unit_cost(value, quantity)
        deficit = max(-pool.quantity, ZERO)
        filling = min(deficit, quantity)
        adjustment = ZERO
        if filling:
            guessed = share(-pool.value, filling, deficit, places)
            real = share(value, filling, quantity, places)
            adjustment = guessed - real
            layer.quantity_left -= filling
            layer.value_left -= real
        pool.quantity += quantity
        pool.value += value + adjustment
        if self.keeps_layers and layer.quantity_left:
            self.add_layer(pool, layer)
        return adjustment

    def issue(self, pool: CostPool, quantity: Decimal, places: int, *, prefer: UUID | None = None) -> Decimal:
        """Give out ``quantity`` and return its value; beyond what is held, at the last unit cost.

        ``prefer`` names the receiving move whose own layer goes first (a receipt taken back).
        """
        held = min(max(pool.quantity, ZERO), quantity)
        value = self.take(pool, held, places, prefer) if held else ZERO
        if beyond := quantity - held:
            value += round_decimal(_WIDE.multiply(beyond, pool.last_unit_cost), places)
        pool.quantity -= quantity
        pool.value -= value
        return value

    @abstractmethod
    def take(self, pool: CostPool, quantity: Decimal, places: int, prefer: UUID | None) -> Decimal:
        """Value of ``quantity`` (0 < quantity ≤ pool.quantity); layers are reduced here, the pool's totals not."""

    def add_layer(self, pool: CostPool, layer: Layer) -> None:
        """Put a new layer in its place by age; an older date goes before newer ones."""
        layer.is_new = True
        pool.layers.append(layer)
        pool.layers.sort(key=lambda each: each.order)


def unit_cost(value: Decimal, quantity: Decimal) -> Decimal:
    """Cost of one base unit, to ten decimals."""
    return round_decimal(_WIDE.divide(value, quantity), UNIT_COST_PLACES)


def layers_in_order(layers: Sequence[Layer], prefer: UUID | None) -> list[Layer]:
    """Open layers, the preferred receipt first, then by the order given."""
    held = [layer for layer in layers if layer.quantity_left]
    return sorted(held, key=lambda layer: layer.move_id != prefer) if prefer is not None else held


methods: Registry[CostingMethod] = Registry("costing method", base=CostingMethod)
