"""What a request says to the database: its statements with their values, and where transactions begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as Django sent it: ``%s`` or ``%(name)s`` marks and their values."""

    text: str
    values: Any


@dataclass(slots=True)
class Recording:
    """Statements in transactions, in order; a statement outside a transaction is one of its own."""

    transactions: list[list[Statement]] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        return [each for transaction in self.transactions for each in transaction]


@contextmanager
def recording() -> Iterator[Recording]:
    """Record everything this thread's default connection is asked in the block."""
    from django.db import connection

    kept, open_now = Recording(), [False]

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if many:
            raise RuntimeError("executemany cannot be recorded")
        inside = connection.in_atomic_block
        if not (inside and open_now[0]):
            kept.transactions.append([])
        open_now[0] = inside
        kept.transactions[-1].append(Statement(sql, params))
        return execute(sql, params, many, context)

    set_autocommit = connection.set_autocommit

    def outermost(autocommit: bool, *args: Any, **facts: Any) -> Any:
        open_now[0] = False
        return set_autocommit(autocommit, *args, **facts)

    connection.set_autocommit = outermost  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(listen):
            yield kept
    finally:
        connection.set_autocommit = set_autocommit  # type: ignore[method-assign]
