"""Open days: which they are, and counting by them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kontor.engines.calendar.contracts import BusinessCalendar
from kontor.engines.calendar.errors import NoOpenDay
from kontor.kernel.text import Text

#: Closed days in a row after which a calendar counts as never open.
_LONGEST_REST = 366


def is_open_day(calendar: BusinessCalendar, day: date) -> bool:
    """Whether work goes on that day."""
    return bool(calendar.spans_on(day))


def closed_because(calendar: BusinessCalendar, day: date) -> Text | None:
    """The name of the holiday or the reason of the closure; None on open days and ordinary weekends."""
    if is_open_day(calendar, day):
        return None
    return calendar.closed.get(day) or calendar.year(day.year).holidays.get(day)


def next_open_day(calendar: BusinessCalendar, day: date) -> date:
    """``day`` when it is open, else the first open day after it.

    Raises:
        NoOpenDay: none within a year.
    """
    return next(_open_days(calendar, day, 1))


def previous_open_day(calendar: BusinessCalendar, day: date) -> date:
    """``day`` when it is open, else the last open day before it; raises as ``next_open_day``."""
    return next(_open_days(calendar, day, -1))


def add_open_days(calendar: BusinessCalendar, day: date, count: int) -> date:
    """The open day ``count`` open days after ``day`` (before it when negative); with 0 as ``next_open_day``.

    A closed ``day`` counts as the end of the open day before it, or as the start of the one after it when
    counting backwards: three days from Saturday are Wednesday.
    """
    if count == 0:
        return next_open_day(calendar, day)
    step = 1 if count > 0 else -1
    days = _open_days(calendar, day + timedelta(days=step), step)
    found = day
    for _ in range(abs(count)):
        found = next(days)
    return found


def open_days_between(calendar: BusinessCalendar, start: date, end: date) -> int:
    """How many open days there are from ``start`` up to, but not including, ``end``; negative when end is earlier."""
    if end < start:
        return -open_days_between(calendar, end, start)
    return sum(is_open_day(calendar, start + timedelta(days=at)) for at in range((end - start).days))


def _open_days(calendar: BusinessCalendar, start: date, step: int) -> Iterator[date]:
    """Open days from ``start`` in one direction, ``start`` included."""
    day, rest = start, 0
    while rest <= _LONGEST_REST:
        if is_open_day(calendar, day):
            rest = 0
            yield day
        else:
            rest += 1
        try:
            day += timedelta(days=step)
        except OverflowError:
            break
    raise NoOpenDay(start)
