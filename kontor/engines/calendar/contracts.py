"""A business calendar: which days and hours work goes on, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kontor.engines.calendar.errors import CalendarInvalid
from kontor.engines.calendar.public_holidays import CountryYear, country_year
from kontor.kernel.text import Text

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MINUTES_A_DAY = 24 * 60
_MINUTES_A_WEEK = 7 * _MINUTES_A_DAY


@dataclass(frozen=True, slots=True)
class Span:
    """Opening hours from ``start`` to ``end`` of a local day; an end not after the start is on the next day."""

    start: time
    end: time

    @classmethod
    def read(cls, text: str) -> Span:
        """``09:00-12:30``; ``24:00`` is the end of the day.

        Raises:
            CalendarInvalid: it is no such span.
        """
        start, _, end = text.partition("-")
        try:
            return cls(time.fromisoformat(start.strip()), time.fromisoformat(end.strip().replace("24:00", "00:00")))
        except ValueError:
            raise CalendarInvalid(text, Text(en="span such as 09:00-12:30", zh_hant="時段,例如 09:00-12:30")) from None

    @property
    def start_minute(self) -> int:
        """Minutes from midnight to the start."""
        return self.start.hour * 60 + self.start.minute

    @property
    def minutes(self) -> int:
        """Length by the clock on the wall."""
        end = self.end.hour * 60 + self.end.minute
        return (end - self.start_minute) % _MINUTES_A_DAY or _MINUTES_A_DAY


OFFICE_HOURS = (Span(time(9), time(12)), Span(time(13), time(18)))


@dataclass(frozen=True)
class BusinessCalendar:
    """The working days and hours of an organisation.

    ``hours`` gives the spans per weekday (0 is Monday); without it office hours (9–12, 13–18) on all days that
    are no weekend in the country. ``closed`` are days off besides public holidays, with their reason; ``opened``
    are days worked although a weekend or holiday. Both are the last word.
    """

    country: str | None = None
    subdivision: str | None = None
    timezone: str = "UTC"
    hours: Mapping[int, Sequence[Span]] | None = None
    closed: Mapping[date, Text] = field(default_factory=dict)
    opened: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise CalendarInvalid(self.timezone, Text(en="time zone", zh_hant="時區"), path="timezone") from None
        _refuse_overlaps(self.hours or {})

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> BusinessCalendar:
        """Read settings: ``country``, ``subdivision``, ``timezone``, ``hours`` {monday: [09:00-12:00, …]},
        ``closed`` {2026-12-31: {en: …, zh-Hant: …}}, ``opened`` [2026-02-07].

        Raises:
            CalendarInvalid: with the path of what cannot be read.
        """
        hours = raw.get("hours")
        return cls(
            country=raw.get("country"),
            subdivision=raw.get("subdivision"),
            timezone=raw.get("timezone") or "UTC",
            hours=None if hours is None else {_weekday(name): _spans(spans) for name, spans in hours.items()},
            closed={_day(day, "closed"): Text.from_mapping(name) for day, name in (raw.get("closed") or {}).items()},
            opened=frozenset(_day(day, "opened") for day in raw.get("opened") or ()),
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.timezone)

    def year(self, year: int) -> CountryYear:
        """Holidays and weekend of the calendar's country; without a country Saturday and Sunday."""
        if self.country is None:
            return CountryYear({}, frozenset({5, 6}), frozenset())
        return country_year(self.country, self.subdivision, year)

    def spans_on(self, day: date) -> Sequence[Span]:
        """The opening hours that start on a day; none when it is closed."""
        if day in self.closed:
            return ()
        year = self.year(day.year)
        if day in self.opened or day in year.worked_weekend_days:
            return self._usual_spans(day) or self._any_spans()
        return () if day in year.holidays else self._usual_spans(day)

    def _usual_spans(self, day: date) -> Sequence[Span]:
        if self.hours is not None:
            return self.hours.get(day.weekday(), ())
        return () if day.weekday() in self.year(day.year).weekend else OFFICE_HOURS

    def _any_spans(self) -> Sequence[Span]:
        """The hours of the first weekday that has some, for a weekend day worked instead."""
        if self.hours is None:
            return OFFICE_HOURS
        return next((self.hours[day] for day in sorted(self.hours) if self.hours[day]), ())

    def moments_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The opening hours that start on a day as pairs of aware moments."""
        for span in self.spans_on(day):
            last_day = day if span.end > span.start else day + timedelta(days=1)
            yield (
                datetime.combine(day, span.start, self.zone),
                datetime.combine(last_day, span.end, self.zone),
            )


def _refuse_overlaps(hours: Mapping[int, Sequence[Span]]) -> None:
    """No hour of the week may be counted twice, also across midnight and from Sunday to Monday."""
    spans = sorted(
        (day * _MINUTES_A_DAY + span.start_minute, span.minutes, WEEKDAYS[day]) for day in hours for span in hours[day]
    )
    if not spans:
        return
    first = (spans[0][0] + _MINUTES_A_WEEK, spans[0][1], spans[0][2])
    for (start, minutes, _), (following, _, day) in pairwise([*spans, first]):
        if start + minutes > following:
            raise CalendarInvalid(
                day, Text(en="day with separate spans", zh_hant="時段不重疊的日子"), path=f"hours.{day}"
            )


def _weekday(name: Any) -> int:
    try:
        return WEEKDAYS.index(str(name).lower())
    except ValueError:
        raise CalendarInvalid(str(name), Text(en="weekday", zh_hant="星期"), path="hours") from None


def _spans(raw: Any) -> tuple[Span, ...]:
    return tuple(sorted((Span.read(str(each)) for each in raw or ()), key=lambda span: span.start))


def _day(raw: Any, path: str) -> date:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise CalendarInvalid(str(raw), Text(en="date", zh_hant="日期"), path=path) from None
