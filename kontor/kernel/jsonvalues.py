"""JSON as Kontor stores and signs it: decimals exact, dates ISO 8601, one canonical spelling."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias
from uuid import UUID

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


def decimal_text(value: Decimal) -> str:
    """A decimal as plain digits: scale kept, never an exponent, no negative zero. Refuses NaN and infinity."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number JSON can carry")
    return format(abs(value) if value.is_zero() else value, "f")


def finite_decimal(value: Any) -> Decimal:
    """``value`` as a Decimal when it is one or an int; ``TypeError`` for floats, booleans, texts, NaN and infinity."""
    if type(value) is int:
        return Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise TypeError(f"needs a finite Decimal, not {value!r}")
    return value


def duration_text(value: timedelta) -> str:
    """A duration as ISO 8601 seconds, ``PT90S``; microseconds where there are any."""
    sign = "-" if value < timedelta() else ""
    whole, micros = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    fraction = f".{micros:06d}".rstrip("0") if micros else ""
    return f"{sign}PT{whole}{fraction}S"


def to_json(value: Any) -> JsonValue:
    """Turn Kontor's values into JSON's: Decimal and UUID as text, moments in UTC, sets sorted, dataclasses as objects.

    A float is spelt like the decimal it prints as.

    Raises:
        TypeError: a value of a type JSON has no agreed spelling for.
        ValueError: NaN or infinity.
    """
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value  # type: ignore[no-any-return]
    spell = _SPELLINGS.get(kind) or _inherited_spelling(value)
    return spell(value)


def _inherited_spelling(value: Any) -> Callable[[Any], JsonValue]:
    """The spelling for subclasses, enums, dataclasses and abstract collections."""
    if isinstance(value, Enum):
        return lambda member: to_json(member.value)
    if hasattr(value, "to_mapping"):
        return lambda each: to_json(each.to_mapping())
    for kind, spell in _BY_BASE:
        if isinstance(value, kind) and not isinstance(value, bytes | bytearray):
            return spell
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _dataclass_object
    raise TypeError(f"{type(value).__name__} has no JSON spelling: {value!r}")


def _object(value: Mapping[Any, Any]) -> JsonValue:
    return {str(to_json(key)): to_json(each) for key, each in value.items()}


def _array(value: Iterable[Any]) -> JsonValue:
    return [to_json(each) for each in value]


def _sorted_array(value: Iterable[Any]) -> JsonValue:
    return sorted((to_json(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))


def _dataclass_object(value: Any) -> JsonValue:
    return {each.name: to_json(getattr(value, each.name)) for each in dataclasses.fields(value)}


def dumps(value: Any) -> str:
    """Canonical JSON: keys sorted, no spaces, Unicode as it is; equal values give equal bytes (hash chains, P7)."""
    return json.dumps(to_json(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def loads(text: str | bytes) -> Any:
    """Parse JSON with every number as an exact Decimal; NaN and infinity are refused with ``ValueError``."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse_constant)


def _moment_text(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat()
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


_AS_THEY_ARE = frozenset({type(None), bool, int, str})
_SPELLINGS: dict[type, Callable[[Any], JsonValue]] = {
    Decimal: decimal_text,
    float: lambda value: decimal_text(Decimal(repr(value))),
    UUID: str,
    date: date.isoformat,
    datetime: _moment_text,
    time: time.isoformat,
    timedelta: duration_text,
    dict: _object,
    list: _array,
    tuple: _array,
    set: _sorted_array,
    frozenset: _sorted_array,
}
_BY_BASE: tuple[tuple[type, Callable[[Any], JsonValue]], ...] = (
    (str, str),
    (int, int),
    *((kind, spell) for kind, spell in _SPELLINGS.items() if kind is not date),
    (date, date.isoformat),
    (Mapping, _object),
    (AbstractSet, _sorted_array),
    (Sequence, _array),
)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
