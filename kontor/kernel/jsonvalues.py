"""JSON as Kontor stores and signs it: decimals exact, dates ISO 8601, one canonical spelling."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias
from uuid import UUID

JsonValue: TypeAlias = "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"


def decimal_text(value: Decimal) -> str:
    """A decimal as plain digits: scale kept, never an exponent, no negative zero. Refuses NaN and infinity."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number JSON can carry")
    return format(abs(value) if value.is_zero() else value, "f")


def duration_text(value: timedelta) -> str:
    """A duration as ISO 8601 seconds, ``PT90S``; microseconds where there are any."""
    sign = "-" if value < timedelta() else ""
    whole, micros = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    fraction = f".{micros:06d}".rstrip("0") if micros else ""
    return f"{sign}PT{whole}{fraction}S"


def to_json(value: Any) -> JsonValue:
    """Turn Kontor's values into JSON's: Decimal and UUID as text, moments in UTC, sets sorted, dataclasses as objects.

    Raises:
        TypeError: a value of a type JSON has no agreed spelling for.
    """
    if value is None or isinstance(value, bool | int) and not isinstance(value, Enum):
        return value
    if isinstance(value, Enum):
        return to_json(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, float):
        return decimal_text(Decimal(repr(value)))
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, Mapping):
        return {str(to_json(key)): to_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(each) for each in value]
    if isinstance(value, AbstractSet):
        return sorted((to_json(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    if hasattr(value, "to_mapping"):
        return to_json(value.to_mapping())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_json(getattr(value, each.name)) for each in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON spelling: {value!r}")


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


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
