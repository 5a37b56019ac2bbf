"""The values of expressions: their kinds, how they compare, when they count as true."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

from kontor.kernel.expressions.errors import LimitReached, TypeMismatch
from kontor.kernel.expressions.nodes import Value
from kontor.kernel.text import Text

NULL, BOOLEAN, NUMBER, TEXT, DATE, MOMENT, DURATION, ID, LIST, OBJECT = (
    "null",
    "boolean",
    "number",
    "text",
    "date",
    "moment",
    "duration",
    "id",
    "list",
    "object",
)

KIND_LABELS = {
    NULL: Text(en="nothing", zh_hant="空值"),
    BOOLEAN: Text(en="a yes/no value", zh_hant="是/否值"),
    NUMBER: Text(en="a number", zh_hant="數值"),
    TEXT: Text(en="a text", zh_hant="文字"),
    DATE: Text(en="a date", zh_hant="日期"),
    MOMENT: Text(en="a date with time", zh_hant="日期時間"),
    DURATION: Text(en="a duration", zh_hant="時間長度"),
    ID: Text(en="an id", zh_hant="識別碼"),
    LIST: Text(en="a list", zh_hant="清單"),
    OBJECT: Text(en="a record", zh_hant="紀錄"),
}

_KINDS: dict[type, str] = {
    type(None): NULL,
    bool: BOOLEAN,
    Decimal: NUMBER,
    str: TEXT,
    date: DATE,
    datetime: MOMENT,
    timedelta: DURATION,
    UUID: ID,
    tuple: LIST,
    dict: OBJECT,
}

#: Kinds that have an order.
ORDERED = frozenset({NUMBER, TEXT, DATE, MOMENT, DURATION})

#: Digits a number may have before and after the point.
MOST_DIGITS = 100

_NUMBER = re.compile(r"-?[0-9]{1,100}(\.[0-9]{1,100})?\Z")
_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,7})D)?"
    r"(?:T(?:(?P<hours>\d{1,8})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10}(?:\.\d{1,6})?)S)?)?\Z",
    re.ASCII,
)


def kind_of(value: Value) -> str:
    """The kind of a plain value."""
    return _KINDS.get(type(value), OBJECT)


def plain(value: Value) -> Value:
    """A value from the outside as an expression sees it: whole numbers and floats exact, sequences as tuples."""
    kind = type(value)
    if kind is Decimal:
        return _finite(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return checked_number(Decimal(value))
    if kind is float:
        return _finite(Decimal(repr(value)))
    if kind is datetime:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, list | tuple | AbstractSet):
        return tuple(plain(each) for each in value)
    return _plain_relative(value)


_PLAIN = frozenset({type(None), bool, str, date, UUID, timedelta, dict})


def _plain_relative(value: Value) -> Value:
    """Subclasses of known types lose their subclass; other sequences and records stay lazy."""
    for base in (str, Decimal, datetime, date):
        if isinstance(value, base):
            return plain(_RELATIVES[base](value))
    if isinstance(value, Mapping):
        return value
    if isinstance(value, Sequence):
        return tuple(plain(each) for each in value)
    raise TypeMismatch(
        "var",
        found=Text(en=type(value).__name__, zh_hant=type(value).__name__),
        needs=Text(en="a value expressions know", zh_hant="運算式可處理的值"),
    )


_RELATIVES: dict[type, Callable[[Value], Value]] = {
    str: lambda value: str.__str__(value),
    Decimal: Decimal,
    datetime: lambda value: datetime.fromisoformat(value.isoformat()),
    date: lambda value: date(value.year, value.month, value.day),
}


def _finite(value: Decimal) -> Decimal:
    """A number from the outside; how fine it is shows once it is computed with."""
    if not value.is_finite():
        raise LimitReached(Text(en="not a finite number", zh_hant="非有限數值"))
    return value if value.adjusted() < MOST_DIGITS else checked_number(value)


def checked_number(value: Decimal) -> Decimal:
    """``value`` when it has at most 100 digits before and after the point.

    Raises:
        LimitReached: it has more.
    """
    if (value and not -MOST_DIGITS <= value.adjusted() < MOST_DIGITS) or -int(value.as_tuple().exponent) > MOST_DIGITS:
        raise LimitReached(
            Text(en=f"numbers of {MOST_DIGITS} digits", zh_hant=f"數值最多 {MOST_DIGITS} 位"),
        )
    return value


def truthy(value: Value) -> bool:
    """Whether a value counts as true: all but null, false, zero, the empty text and the empty list."""
    if value is None or value is False:
        return False
    if value is True:
        return True
    if isinstance(value, Decimal | str | tuple):
        return bool(value)
    return True


def identical(left: Value, right: Value) -> bool:
    """Equal and of the same kind; null is identical to null only."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return False
    if kind == LIST:
        return len(left) == len(right) and all(map(identical, left, right))
    return bool(left == right)


def equal(left: Value, right: Value) -> bool:
    """Equal after reading a text beside a number, date, moment, duration or id as one of these.

    Null equals null only. Values of kinds that never meet (a number and a yes/no value) are unequal.
    """
    if left is None or right is None:
        return left is right
    if kind_of(left) == LIST and kind_of(right) == LIST:
        return len(left) == len(right) and all(map(equal, left, right))
    aligned = align(left, right)
    return aligned is not None and bool(aligned[0] == aligned[1])


def compare(operator: str, left: Value, right: Value) -> int | None:
    """-1, 0 or 1; None when either is null.

    Texts compare by code point, so the order is the same in every language and database.

    Raises:
        TypeMismatch: the two have no common order.
    """
    if left is None or right is None:
        return None
    aligned = align(left, right)
    if aligned is None or kind_of(aligned[0]) not in ORDERED:
        culprit = right if kind_of(left) in ORDERED else left
        needs = KIND_LABELS[kind_of(left)] if kind_of(left) in ORDERED else KIND_LABELS[NUMBER]
        raise TypeMismatch(operator, found=KIND_LABELS[kind_of(culprit)], needs=needs)
    first, second = aligned
    return int(first > second) - int(first < second)


def align(left: Value, right: Value) -> tuple[Value, Value] | None:
    """Both values as one kind, or None when they cannot meet."""
    left_kind, right_kind = kind_of(left), kind_of(right)
    if left_kind == right_kind:
        return left, right
    if left_kind == TEXT:
        read = read_as(left, right_kind)
        return None if read is None else (read, right)
    if right_kind == TEXT:
        read = read_as(right, left_kind)
        return None if read is None else (left, read)
    if (left_kind, right_kind) == (DATE, MOMENT):
        return midnight(left), right
    if (left_kind, right_kind) == (MOMENT, DATE):
        return left, midnight(right)
    return None


def read_as(text: str, kind: str) -> Value:
    """``text`` as a value of ``kind``, or None when it is not the plain spelling of one."""
    reader = _READERS.get(kind)
    return reader(text) if reader is not None else None


def midnight(day: date) -> datetime:
    """The first moment of a day, in UTC."""
    return datetime.combine(day, time(), UTC)


def _read_number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.match(text) else None


def _read_date(text: str) -> date | None:
    if len(text) != 10:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_moment(text: str) -> datetime | None:
    if len(text) < 10 or len(text) > 40:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _read_duration(text: str) -> timedelta | None:
    match = _DURATION.match(text)
    if match is None or text.endswith(("P", "T")):
        return None
    parts = {name: float(digits) for name, digits in match.groupdict().items() if digits and name != "sign"}
    try:
        length = timedelta(**parts)
    except OverflowError:
        return None
    return -length if match["sign"] else length


_READERS: dict[str, Callable[[str], Value]] = {
    NUMBER: _read_number,
    DATE: _read_date,
    MOMENT: _read_moment,
    ID: _read_id,
    DURATION: _read_duration,
}


def number_text(value: Decimal) -> str:
    """A number as text: no exponent, no trailing zeros, no negative zero."""
    if value.is_zero():
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
