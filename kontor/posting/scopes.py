"""What the expressions of a posting profile see: the document's own scope, and what the stock ledger answered.

``stock.value`` and ``stock.quantity`` are those of the line (of the whole posting where there is no line),
``line.stock.value`` always those of the line; ``rate`` is the rate the posting uses, also when the field is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any


class Over(Mapping[str, Any]):
    """A mapping with some names laid over it; dotted names reach what lies beneath."""

    __slots__ = ("_above", "_beneath")

    def __init__(self, beneath: Mapping[str, Any], above: Mapping[str, Any]) -> None:
        self._beneath, self._above = beneath, above

    def __getitem__(self, name: str) -> Any:
        return self._above[name] if name in self._above else self._beneath[name]

    def __contains__(self, name: object) -> bool:
        return name in self._above or name in self._beneath

    def __iter__(self) -> Iterator[str]:
        yield from self._above
        yield from (name for name in self._beneath if name not in self._above)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def stock_facts(quantity: Decimal, value: Decimal) -> dict[str, Decimal]:
    """``stock`` as expressions see it."""
    return {"quantity": quantity, "value": value}


def with_stock(
    scope: Mapping[str, Any], rate: Decimal, stock: Mapping[str, Decimal], *, of_line: bool
) -> Mapping[str, Any]:
    """The document's scope with ``rate`` and ``stock``, and ``line.stock`` where there is a line."""
    above: dict[str, Any] = {"rate": rate, "stock": stock}
    if of_line:
        above["line"] = Over(scope["line"], {"stock": stock})
    return Over(scope, above)
