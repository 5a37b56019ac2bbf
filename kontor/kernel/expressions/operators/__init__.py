"""The operators of expressions, one module per family; importing this package registers them all."""

from kontor.kernel.expressions.operators import (
    arithmetic,
    collections,
    comparison,
    conversion,
    data,
    dates,
    logic,
    texts,
)
from kontor.kernel.expressions.operators.base import Operator, operators

__all__ = [
    "Operator",
    "arithmetic",
    "collections",
    "comparison",
    "conversion",
    "data",
    "dates",
    "logic",
    "operators",
    "texts",
]
