"""``field__op=value`` as SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, timedelta
from typing import Any

from kontor.engines.lists import prefilter, problems, values
from kontor.engines.lists.contracts import OPERATORS, Condition, ListColumn, ListSource
from kontor.kernel.errors import FieldProblem, ValidationFailed
from kontor.kernel.expressions import Sql, SqlType

_ORDER = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_EQUAL = frozenset({"eq", "ne", "in", "isnull"})
_RANGES = _EQUAL | {*_ORDER, "between"}

#: What may be asked of a column by its type.
ALLOWED: Mapping[SqlType, frozenset[str]] = {
    SqlType.TEXT: OPERATORS,
    SqlType.NUMERIC: _RANGES,
    SqlType.DATE: _RANGES,
    SqlType.DATETIME: _RANGES,
    SqlType.DURATION: _RANGES,
    SqlType.BOOLEAN: _EQUAL,
    SqlType.UUID: _EQUAL,
    SqlType.TEXT_LIST: frozenset({"contains", "in", "isnull"}),
}


def to_sql(condition: Condition, source: ListSource, timezone: str) -> Sql:
    """One condition over the source, with the attribute index in front where there is one.

    Raises:
        ValidationFailed: the operator does not fit the field, or the value is not of its type.
    """
    column = source.columns[condition.field]
    path = f"{condition.field}__{condition.op}"
    allowed = ALLOWED[column.type]
    if condition.op not in allowed:
        raise ValidationFailed((problems.bad_operator(path, condition.op, allowed),))
    try:
        return _all(_one(each, column, source, timezone) for each in _parts(condition, column, timezone))
    except values.Unreadable as problem:
        wrong: FieldProblem = problems.bad_value(path, problem, values.LABELS[column.type])
        raise ValidationFailed((wrong,)) from problem


def _one(condition: Condition, column: ListColumn, source: ListSource, timezone: str) -> Sql:
    exact = _exact(condition, column, timezone)
    found = prefilter.for_condition(condition, column, source.id, timezone)
    return _all((found, prefilter.recheck(exact))) if found else exact


def _all(parts: Iterable[Sql]) -> Sql:
    kept = list(parts)
    text = " AND ".join(each.text if len(kept) == 1 else f"({each.text})" for each in kept) or "TRUE"
    return Sql(text, tuple(param for each in kept for param in each.params))


def _parts(condition: Condition, column: ListColumn, timezone: str) -> Iterator[Condition]:
    """The same condition in simple ones: ``between`` as two bounds, a moment compared with a day as the whole day."""
    if condition.op == "between":
        ends = _several(condition.value)
        if len(ends) != 2:
            raise values.Unreadable(",".join(str(each) for each in ends))
        for op, end in zip(("gte", "lte"), ends, strict=True):
            if end not in (None, ""):
                yield from _parts(Condition(condition.field, op, end), column, timezone)
    elif column.type is SqlType.DATETIME and (day := values.day_of(condition.value)) is not None:
        yield from _whole_day(condition, day, timezone)
    else:
        yield condition


def _whole_day(condition: Condition, day: date, timezone: str) -> Iterator[Condition]:
    """A day is the time from its midnight to the next in the actor's time zone."""
    begins = values.midnight(day, timezone).astimezone(UTC)
    ends = values.midnight(day + timedelta(days=1), timezone).astimezone(UTC)
    bounds = {
        "eq": (("gte", begins), ("lt", ends)),
        "gte": (("gte", begins),),
        "gt": (("gte", ends),),
        "lt": (("lt", begins),),
        "lte": (("lt", ends),),
    }
    for op, moment in bounds.get(condition.op, ((condition.op, begins),)):
        yield Condition(condition.field, op, moment)


def _exact(condition: Condition, column: ListColumn, timezone: str) -> Sql:
    if condition.op == "isnull":
        wanted = values.read(SqlType.BOOLEAN, condition.value, timezone)
        return Sql(f"{column.sql} IS {'' if wanted else 'NOT '}NULL")
    if condition.op in ("eq", "ne") and condition.value in (None, ""):
        return Sql(f"{column.sql} IS {'' if condition.op == 'eq' else 'NOT '}NULL")
    return _BUILDERS[condition.op](condition, column, lambda raw: values.read(column.type, raw, timezone))


Reader = Callable[[Any], Any]


def _equal(condition: Condition, column: ListColumn, read: Reader) -> Sql:
    verb = "=" if condition.op == "eq" else "IS DISTINCT FROM"
    return Sql(f"{column.sql} {verb} %s::{column.type.value}", (read(condition.value),))


def _ordered(condition: Condition, column: ListColumn, read: Reader) -> Sql:
    return Sql(f"{column.sql} {_ORDER[condition.op]} %s::{column.type.value}", (read(condition.value),))


def _among(condition: Condition, column: ListColumn, read: Reader) -> Sql:
    wanted = [read(each) for each in _several(condition.value)]
    if column.type is SqlType.TEXT_LIST:
        return Sql(f"{column.sql} && %s::text[]", (wanted,))
    return Sql(f"{column.sql} = ANY (%s::{column.type.value}[])", (wanted,))


def _like(condition: Condition, column: ListColumn, read: Reader) -> Sql:
    """Without regard to case; ``%`` and ``_`` stand for themselves."""
    wanted = read(condition.value)
    if column.type is SqlType.TEXT_LIST:
        return Sql(f"%s = ANY ({column.sql})", (wanted,))
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Sql(f"{column.sql} ILIKE %s", (f"%{escaped}%" if condition.op == "contains" else f"{escaped}%",))


_BUILDERS: Mapping[str, Callable[[Condition, ListColumn, Reader], Sql]] = {
    "eq": _equal,
    "ne": _equal,
    "in": _among,
    "contains": _like,
    "starts": _like,
    **dict.fromkeys(_ORDER, _ordered),
}


def _several(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str):
        return tuple(each.strip() for each in value.split(","))
    return tuple(value) if isinstance(value, list | tuple | set | frozenset) else (value,)
