"""Reading raw values of conditions as the type of a column. Nothing about options: asking for 999 % is no mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kontor.kernel.expressions import SqlType
from kontor.kernel.text import Text

LABELS: Mapping[SqlType, Text] = {
    SqlType.TEXT: Text(en="text", zh_hant="文字"),
    SqlType.NUMERIC: Text(en="number", zh_hant="數值"),
    SqlType.DATE: Text(en="date", zh_hant="日期"),
    SqlType.DATETIME: Text(en="date or moment", zh_hant="日期或時間"),
    SqlType.BOOLEAN: Text(en="true or false", zh_hant="是或否"),
    SqlType.UUID: Text(en="record id", zh_hant="資料識別碼"),
    SqlType.DURATION: Text(en="duration", zh_hant="時間長度"),
    SqlType.TEXT_LIST: Text(en="text", zh_hant="文字"),
}


class Unreadable(ValueError):
    """The raw value is none of the type."""


def read(type: SqlType, raw: Any, timezone: str = "UTC") -> Any:
    """The value ``raw`` means for a column of ``type``.

    Raises:
        Unreadable: it means none.
    """
    try:
        return _READERS[type](raw, timezone)
    except (ValueError, TypeError, InvalidOperation, OverflowError) as problem:
        raise Unreadable(str(raw)[:80]) from problem


def day_of(raw: Any) -> date | None:
    """The day a raw value names when it names no time of day."""
    if isinstance(raw, datetime):
        return None
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str) and len(raw.strip()) == len("2026-01-01"):
        try:
            return date.fromisoformat(raw.strip())
        except ValueError:
            return None
    return None


def midnight(day: date, timezone: str) -> datetime:
    """The moment a day begins in a time zone."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(timezone))


def _text(raw: Any, timezone: str) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal | UUID):
        raise TypeError
    text = str(raw)
    if "\x00" in text:
        raise ValueError
    return text


def _number(raw: Any, timezone: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise TypeError
    number = Decimal(raw.strip() if isinstance(raw, str) else raw)
    if not number.is_finite() or abs(number.adjusted()) > 100:
        raise ValueError
    return number


def _date(raw: Any, timezone: str) -> date:
    if isinstance(raw, datetime):
        return raw.astimezone(ZoneInfo(timezone)).date()
    if isinstance(raw, date):
        return raw
    return date.fromisoformat(raw.strip())


def _moment(raw: Any, timezone: str) -> datetime:
    if (day := day_of(raw)) is not None:
        return midnight(day, timezone).astimezone(UTC)
    moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw.strip())
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def _truth(raw: Any, timezone: str) -> bool:
    if isinstance(raw, bool):
        return raw
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[raw.strip().lower()]


def _uuid(raw: Any, timezone: str) -> UUID:
    return raw if isinstance(raw, UUID) else UUID(raw.strip())


def _duration(raw: Any, timezone: str) -> timedelta:
    return raw if isinstance(raw, timedelta) else timedelta(seconds=float(_number(raw, timezone)))


def _guarded(reader: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """Anything a reader trips over is unreadable, also what is no text at all."""

    def guarded(raw: Any, timezone: str) -> Any:
        try:
            return reader(raw, timezone)
        except (AttributeError, KeyError) as problem:
            raise ValueError(str(raw)[:80]) from problem

    return guarded


_READERS: Mapping[SqlType, Callable[[Any, str], Any]] = {
    type: _guarded(reader)
    for type, reader in {
        SqlType.TEXT: _text,
        SqlType.TEXT_LIST: _text,
        SqlType.NUMERIC: _number,
        SqlType.DATE: _date,
        SqlType.DATETIME: _moment,
        SqlType.BOOLEAN: _truth,
        SqlType.UUID: _uuid,
        SqlType.DURATION: _duration,
    }.items()
}
