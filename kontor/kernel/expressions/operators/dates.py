"""Business days and moments. ``today`` and ``now`` come with the scope, never from the machine's clock."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from kontor.kernel.expressions.errors import LimitReached, TypeMismatch
from kontor.kernel.expressions.nodes import Literal, Value
from kontor.kernel.expressions.operators.base import Arguments, Evaluation, operator
from kontor.kernel.expressions.values import DATE, KIND_LABELS, MOMENT, NUMBER, kind_of, midnight, read_as
from kontor.kernel.text import Text

#: Units of ``date_add``; hours, minutes and seconds turn a date into a moment.
UNITS = ("days", "weeks", "months", "years", "hours", "minutes", "seconds")
_CLOCK_UNITS = frozenset({"hours", "minutes", "seconds"})
_MOST_STEPS = 10_000_000


def _check_unit(arguments: Arguments) -> Text | None:
    if len(arguments) < 3:
        return None
    unit = arguments[2]
    if isinstance(unit, Literal) and isinstance(unit.value, str) and unit.value in UNITS:
        return None
    return Text(en=f"a unit of {', '.join(UNITS)}", zh_hant=f"單位:{'、'.join(UNITS)}")


def unit_of(arguments: Arguments) -> str:
    """The unit of a checked ``date_add``, days by default."""
    unit = arguments[2] if len(arguments) > 2 else None
    return str(unit.value) if isinstance(unit, Literal) else "days"


@operator("date_add", least=2, most=3, check=_check_unit)
def date_add(evaluation: Evaluation, arguments: Arguments) -> Value:
    """``[date, amount, unit = days]`` or ``[date, duration]``; a month later never leaves the month."""
    start = _day_or_moment("date_add", evaluation.value(arguments[0]))
    amount = evaluation.value(arguments[1])
    if start is None or amount is None:
        return None
    try:
        if isinstance(amount, timedelta):
            return (start if isinstance(start, datetime) else midnight(start)) + amount
        if not isinstance(amount, Decimal):
            raise TypeMismatch("date_add", found=KIND_LABELS[kind_of(amount)], needs=KIND_LABELS[NUMBER])
        if abs(amount) > _MOST_STEPS:
            raise OverflowError
        return shift(start, int(amount), unit_of(arguments))
    except (OverflowError, ValueError):
        raise LimitReached(Text(en="dates of the years 1 to 9999", zh_hant="日期限於西元 1 至 9999 年")) from None


def shift(start: date, amount: int, unit: str) -> date:
    """``start`` moved by whole units; the 31st becomes the last day of a shorter month."""
    if unit in ("months", "years"):
        months = start.year * 12 + start.month - 1 + amount * (12 if unit == "years" else 1)
        year, month = divmod(months, 12)
        return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
    if unit in _CLOCK_UNITS and not isinstance(start, datetime):
        start = midnight(start)
    return start + timedelta(**{unit: amount})


@operator("days_between", least=2, most=2)
def days_between(evaluation: Evaluation, arguments: Arguments) -> Value:
    """Whole days from the first to the second; negative when the second is earlier. Moments count as days in UTC."""
    first = _day_or_moment("days_between", evaluation.value(arguments[0]))
    second = _day_or_moment("days_between", evaluation.value(arguments[1]))
    if first is None or second is None:
        return None
    return Decimal((_day(second) - _day(first)).days)


def _day_or_moment(name: str, value: Value) -> date | None:
    """``value`` as a date or moment; a text must be the ISO spelling of one."""
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str):
        read: date | None = read_as(value, DATE) or read_as(value, MOMENT)
        if read is not None:
            return read
    raise TypeMismatch(name, found=KIND_LABELS[kind_of(value)], needs=KIND_LABELS[DATE])


def _day(value: date) -> date:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value
