"""Moving average: every unit is worth the same, and each receipt moves the average."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from kontor.ledgers.entry import share
from kontor.ledgers.stock.costing.base import CostingMethod, CostPool, methods


class MovingAverage(CostingMethod):
    """The pool itself is the only layer; its last quantity takes its last cent."""

    name: ClassVar = "moving_average"

    def take(self, pool: CostPool, quantity: Decimal, places: int, prefer: UUID | None) -> Decimal:
        """The quantity's share of the pool's value."""
        return share(pool.value, quantity, pool.quantity, places)


methods.register(MovingAverage())
