"""Working time: deadlines and durations that only run while the calendar is open (SLA, escalation)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kontor.engines.calendar.contracts import BusinessCalendar
from kontor.engines.calendar.errors import NoOpenDay

_LONGEST_REST = 366


def is_open_at(calendar: BusinessCalendar, moment: datetime) -> bool:
    """Whether work goes on at an aware moment; the end of a span is closed."""
    start, _ = next(_spans_from(calendar, moment))
    return start <= moment


def next_open_moment(calendar: BusinessCalendar, moment: datetime) -> datetime:
    """``moment`` when it is open, else the next opening; in UTC.

    Raises:
        NoOpenDay: none within a year.
    """
    start, _ = next(_spans_from(calendar, moment))
    return max(start, moment.astimezone(UTC))


def add_working_time(calendar: BusinessCalendar, moment: datetime, length: timedelta) -> datetime:
    """The moment at which ``length`` of working time after ``moment`` is over; in UTC.

    Eight hours from Friday 17:00 with office hours of 9–12 and 13–18 end on Monday at 17:00. Real hours
    count where clocks change. ``length`` must not be negative.

    Raises:
        NoOpenDay: the calendar closes for more than a year.
        ValueError: a negative length.
    """
    if length < timedelta():
        raise ValueError("working time runs forwards")
    left = length
    for start, end in _spans_from(calendar, moment):
        begin = max(start, moment)
        if left <= end - begin:
            return begin.astimezone(UTC) + left
        left -= end - begin
    raise NoOpenDay(moment.date())


def working_time_between(calendar: BusinessCalendar, start: datetime, end: datetime) -> timedelta:
    """How much working time lies between two moments; zero when ``end`` is not after ``start``."""
    total = timedelta()
    if end <= start:
        return total
    try:
        for opens, closes in _spans_from(calendar, start):
            if opens >= end:
                break
            total += min(closes, end) - max(opens, start)
    except NoOpenDay:
        return total
    return total


def _spans_from(calendar: BusinessCalendar, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open spans in UTC that end after ``moment``, in order; starts a day early for those across midnight."""
    day = moment.astimezone(calendar.zone).date() - timedelta(days=1)
    rest = 0
    while rest <= _LONGEST_REST:
        rest += 1
        for start, end in calendar.moments_on(day):
            opens, closes = start.astimezone(UTC), end.astimezone(UTC)
            if closes > moment and closes > opens:
                rest = 0
                yield opens, closes
        try:
            day += timedelta(days=1)
        except OverflowError:
            break
    raise NoOpenDay(moment.date())
