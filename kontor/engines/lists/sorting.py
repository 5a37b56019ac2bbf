"""Sort order, its tie-break, and continuing behind a row (keyset)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.engines.lists import problems
from kontor.engines.lists.contracts import ListColumn, ListSource
from kontor.engines.lists.prefilter import CASTS
from kontor.kernel.errors import ValidationFailed
from kontor.kernel.expressions import Sql, SqlType
from kontor.kernel.jsonvalues import to_json
from kontor.tenancy.context import current_tenant_id


@dataclass(frozen=True, slots=True)
class SortKey:
    """One part of the order. ``cast`` is its SQL type; empty values come last in both directions."""

    sql: str
    cast: str
    descending: bool
    nullable: bool

    @property
    def order(self) -> str:
        """The part of ORDER BY; NULLS LAST only where needed, so that plain indexes fit."""
        return self.sql + (" DESC" if self.descending else "") + (" NULLS LAST" if self.nullable else "")

    @property
    def beyond(self) -> str:
        """The comparison that means: later in the list."""
        return "<" if self.descending else ">"


@dataclass(frozen=True, slots=True)
class Plan:
    """One pass over the table: what to join, what must hold, in which order."""

    join: Sql
    where: Sql
    keys: tuple[SortKey, ...]


def sort_plans(sort: Sequence[str], source: ListSource, visible: Mapping[str, ListColumn]) -> list[Plan]:
    """How to walk the list in the order asked for.

    An attribute leads through its index: first the records that have a value, then those that have none. Any other
    order is one pass. The id breaks ties, in the direction of the first key, so that one index serves both.

    Raises:
        ValidationFailed: an unknown field, or one without an order.
    """
    named = [(each.removeprefix("-"), each.startswith("-")) for each in (sort or source.default_sort)]
    found = [problems.unknown_field(name, visible, "sort") for name, _ in named if name not in visible]
    found += [
        problems.not_sortable(name) for name, _ in named if name in visible and visible[name].type is SqlType.TEXT_LIST
    ]
    if found:
        raise ValidationFailed(tuple(found))
    columns = [(visible[name], descending) for name, descending in named]
    tie = SortKey(source.id, "uuid", bool(columns) and columns[0][1], nullable=False)
    rest = tuple(_key(column, descending) for column, descending in columns[1:])
    if columns and columns[0][0].index is not None:
        return _through_index(*columns[0], rest, tie, source)
    return [Plan(Sql(""), Sql("TRUE"), (*(_key(*each) for each in columns), tie))]


def _key(column: ListColumn, descending: bool) -> SortKey:
    return SortKey(column.sql, column.type.value, descending, column.nullable)


def _through_index(
    column: ListColumn, descending: bool, rest: tuple[SortKey, ...], tie: SortKey, source: ListSource
) -> list[Plan]:
    index = column.index
    assert index is not None
    mine = "s.tenant_id = %s AND s.type_code = %s AND s.attribute = %s"
    params = (current_tenant_id(), index.type_code, index.attribute)
    slot = SortKey(f"s.{index.slot}", CASTS[index.slot], descending, nullable=False)
    by_record = SortKey("s.record_id", "uuid", descending, nullable=False)
    present = Plan(
        Sql(f" JOIN attribute_index s ON {mine} AND s.{index.slot} IS NOT NULL AND s.record_id = {source.id}", params),
        Sql("TRUE"),
        (slot, *rest, by_record),
    )
    absent = Sql(
        f"NOT EXISTS (SELECT 1 FROM attribute_index s WHERE {mine} AND s.{index.slot} IS NOT NULL"
        f" AND s.record_id = {source.id})",
        params,
    )
    return [present, Plan(Sql(""), absent, (*rest, tie))]


def behind(keys: Sequence[SortKey], values: Sequence[Any]) -> Sql:
    """The condition that a row comes after the row with these key values."""
    one_way = len({key.descending for key in keys}) == 1 and not any(key.nullable for key in keys)
    if one_way:
        places = ", ".join(f"%s::{key.cast}" for key in keys)
        return Sql(f"({', '.join(key.sql for key in keys)}) {keys[0].beyond} ({places})", tuple(values))
    branches: list[Sql] = []
    for at, key in enumerate(keys):
        later = _later(key, values[at])
        if later is None:
            continue
        parts = [*(_same(keys[n], values[n]) for n in range(at)), later]
        branches.append(Sql(" AND ".join(each.text for each in parts), tuple(p for each in parts for p in each.params)))
    text = " OR ".join(f"({each.text})" for each in branches)
    return Sql(f"({text})", tuple(p for each in branches for p in each.params))


def _same(key: SortKey, value: Any) -> Sql:
    return Sql(f"{key.sql} IS NULL") if value is None else Sql(f"{key.sql} = %s::{key.cast}", (value,))


def _later(key: SortKey, value: Any) -> Sql | None:
    """Nothing comes after an empty value of a key; empty comes after every value."""
    if value is None:
        return None
    after = f"{key.sql} {key.beyond} %s::{key.cast}"
    return Sql(f"({after} OR {key.sql} IS NULL)" if key.nullable else after, (value,))


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: which pass, and the key values of its last row. ``sort`` must be that of the question."""

    plan: int
    values: tuple[Any, ...]

    def encode(self, sort: Sequence[str]) -> str:
        """An opaque text for the client."""
        content = json.dumps([self.plan, list(sort), [_spelt(each) for each in self.values]])
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, sort: Sequence[str], plans: Sequence[Plan]) -> Cursor:
        """Read it back.

        Raises:
            ValidationFailed: damaged, or made for another order.
        """
        try:
            content = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            plan, made_for, spelt = content
            keys = plans[plan].keys
            if made_for != list(sort) or len(spelt) != len(keys) or plan < 0:
                raise ValueError
            return cls(plan, tuple(_read(key, each) for key, each in zip(keys, spelt, strict=True)))
        except (ValueError, TypeError, IndexError, ArithmeticError, binascii.Error, UnicodeError) as problem:
            raise problems.bad_cursor() from problem


def _spelt(value: Any) -> Any:
    return value.hex() if isinstance(value, float) else value.total_seconds() if _is_duration(value) else to_json(value)


def _is_duration(value: Any) -> bool:
    return isinstance(value, timedelta)


def _read(key: SortKey, spelt: Any) -> Any:
    if spelt is None and key.nullable:
        return None
    if key.cast == "boolean" and isinstance(spelt, bool):
        return spelt
    if key.cast == "interval":
        return timedelta(seconds=float(spelt))
    if not isinstance(spelt, str):
        raise ValueError
    return _SPELLINGS[key.cast](spelt)


_SPELLINGS: Mapping[str, Any] = {
    "text": str,
    "numeric": Decimal,
    "float8": float.fromhex,
    "date": date.fromisoformat,
    "timestamptz": datetime.fromisoformat,
    "uuid": UUID,
    "boolean": lambda spelt: {"True": True, "False": False}[spelt],
}
