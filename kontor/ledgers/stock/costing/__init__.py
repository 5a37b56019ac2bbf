"""Costing methods (S2): one module each, registered under the word an item category uses."""

from kontor.ledgers.stock.costing import fifo, moving_average
from kontor.ledgers.stock.costing.base import CostingMethod, CostPool, Layer, methods

__all__ = ["CostPool", "CostingMethod", "Layer", "fifo", "methods", "moving_average"]
