"""First in, first out: the oldest layers leave first."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from kontor.ledgers.entry import share
from kontor.ledgers.stock.costing.base import ZERO, CostingMethod, CostPool, layers_in_order, methods


class Fifo(CostingMethod):
    """Each receipt is a layer with its own cost; a layer's last quantity takes its last cent."""

    name: ClassVar = "fifo"
    keeps_layers: ClassVar = True

    def take(self, pool: CostPool, quantity: Decimal, places: int, prefer: UUID | None) -> Decimal:
        """Sum of the shares of the oldest layers; stops at the layer that covers the quantity."""
        wanted, value = quantity, ZERO
        for layer in layers_in_order(pool.layers, prefer):
            part = min(wanted, layer.quantity_left)
            taken = share(layer.value_left, part, layer.quantity_left, places)
            layer.quantity_left -= part
            layer.value_left -= taken
            layer.is_touched = True
            value += taken
            wanted -= part
            if not wanted:
                return value
        raise AssertionError(f"open layers lack {wanted} of {quantity}; the pool says {pool.quantity}")


methods.register(Fifo())
