"""A list as expressions see it: fields, rows that belong to a record, and the facts of the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kontor.engines.lists.contracts import ListColumn, ListSource
from kontor.kernel.expressions import Collection, Column, Constant


@dataclass(frozen=True, slots=True)
class ListScope:
    """Resolves names to columns; ``visible`` hides fields from filters while rights still see them."""

    source: ListSource
    facts: Mapping[str, Any]
    is_visible: Callable[[str], bool] = lambda name: True

    def resolve(self, path: str) -> Column | Constant | Collection | None:
        """A field, a collection, or a fact such as ``actor.id`` or ``today``."""
        column = self.source.columns.get(path)
        if column is not None:
            return as_column(column) if self.is_visible(path) else None
        if (rows := self.source.collections.get(path)) is not None:
            return rows
        head, *rest = path.split(".")
        if head not in self.facts:
            return None
        value: Any = self.facts[head]
        for segment in rest:
            value = value.get(segment) if isinstance(value, Mapping) else None
        return Constant(value)


def as_column(column: ListColumn) -> Column:
    """A list's column as the SQL back end of expressions wants it."""
    return Column(column.sql, column.type, nullable=column.nullable)
