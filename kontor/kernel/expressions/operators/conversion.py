"""Values JSON has no spelling for: typed literals, and conversions that say what they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from kontor.kernel.expressions.errors import TypeMismatch
from kontor.kernel.expressions.nodes import Literal, Value
from kontor.kernel.expressions.operators.base import Arguments, Evaluation, operator
from kontor.kernel.expressions.values import (
    DATE,
    DURATION,
    ID,
    KIND_LABELS,
    MOMENT,
    NUMBER,
    checked_number,
    kind_of,
    midnight,
    read_as,
)
from kontor.kernel.text import Text


def _conversion(name: str, kind: str, python: type, convert: Callable[[Value], Value] | None = None) -> None:
    """Register ``name`` as: the value itself when it is of ``kind``, a text read as one, null as null."""

    def check(arguments: Arguments) -> Text | None:
        first = arguments[0]
        if isinstance(first, Literal) and isinstance(first.value, str) and read_as(first.value, kind) is None:
            return KIND_LABELS[kind]
        return None

    def evaluate(evaluation: Evaluation, arguments: Arguments) -> Value:
        value = evaluation.value(arguments[0])
        if value is None or type(value) is python:
            return value
        read = read_as(value, kind) if isinstance(value, str) else convert(value) if convert is not None else None
        if read is None:
            raise TypeMismatch(name, found=KIND_LABELS[kind_of(value)], needs=KIND_LABELS[kind])
        return checked_number(read) if isinstance(read, Decimal) else read

    operator(name, least=1, most=1, check=check)(evaluate)


def _to_date(value: Value) -> date | None:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else None


def _to_moment(value: Value) -> datetime | None:
    return midnight(value) if isinstance(value, date) else None


_conversion("decimal", NUMBER, Decimal)
_conversion("date", DATE, date, _to_date)
_conversion("datetime", MOMENT, datetime, _to_moment)
_conversion("duration", DURATION, timedelta)
_conversion("id", ID, UUID)
