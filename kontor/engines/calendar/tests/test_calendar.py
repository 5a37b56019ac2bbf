"""Open days, working time and due dates (P9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.engines.calendar import api
from kontor.kernel.text import Text

TAIPEI = api.BusinessCalendar(country="TW", timezone="Asia/Taipei")
BERLIN = api.BusinessCalendar(
    country="DE",
    subdivision="BY",
    timezone="Europe/Berlin",
    hours={day: (api.Span(time(8), time(16)),) for day in range(5)},
    closed={date(2026, 12, 24): Text(en="Christmas Eve", zh_hant="平安夜")},
    opened=frozenset({date(2026, 3, 7)}),
)
NIGHTS = api.BusinessCalendar(timezone="UTC", hours={0: (api.Span(time(22), time(6)),)})
NEVER = api.BusinessCalendar(hours={})

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
calendars = st.sampled_from([TAIPEI, BERLIN, NIGHTS])


@pytest.mark.parametrize(
    ("calendar", "day", "is_open"),
    [
        (TAIPEI, date(2026, 3, 2), True),
        (TAIPEI, date(2026, 2, 28), False),
        (TAIPEI, date(2026, 2, 17), False),
        (TAIPEI, date(2026, 3, 7), False),
        (BERLIN, date(2026, 1, 6), False),
        (BERLIN, date(2026, 12, 24), False),
        (BERLIN, date(2026, 3, 7), True),
        (BERLIN, date(2026, 3, 8), False),
        (api.BusinessCalendar(country="DE", subdivision="BE"), date(2026, 1, 6), True),
        (api.BusinessCalendar(country="SA"), date(2026, 3, 6), False),
        (api.BusinessCalendar(country="SA"), date(2026, 3, 8), True),
        (api.BusinessCalendar(country="CN"), date(2026, 2, 28), True),
    ],
)
def test_days_are_open_or_closed_by_country_part_and_own_rules(
    calendar: api.BusinessCalendar, day: date, is_open: bool
) -> None:
    assert api.is_open_day(calendar, day) is is_open


def test_a_closed_day_tells_why_in_both_languages() -> None:
    reason = api.closed_because(TAIPEI, date(2026, 1, 1))
    assert reason is not None
    assert ("Founding" in reason.en, reason.zh_hant) == (True, "中華民國開國紀念日")
    assert api.closed_because(BERLIN, date(2026, 12, 24)) == Text(en="Christmas Eve", zh_hant="平安夜")
    assert api.closed_because(TAIPEI, date(2026, 3, 7)) is None
    assert api.closed_because(TAIPEI, date(2026, 3, 2)) is None


def test_next_and_previous_open_day_pass_over_the_new_year() -> None:
    assert api.next_open_day(TAIPEI, date(2026, 2, 14)) == date(2026, 2, 23)
    assert api.previous_open_day(TAIPEI, date(2026, 2, 22)) == date(2026, 2, 13)
    assert api.next_open_day(TAIPEI, date(2026, 3, 2)) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 3, date(2026, 3, 11)),
        (date(2026, 3, 9), -1, date(2026, 3, 6)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
    ],
)
def test_counting_open_days(start: date, count: int, expected: date) -> None:
    assert api.add_open_days(TAIPEI, start, count) == expected


@given(calendar=calendars, start=days, count=st.integers(1, 60))
def test_adding_open_days_passes_exactly_so_many(calendar: api.BusinessCalendar, start: date, count: int) -> None:
    end = api.add_open_days(calendar, start, count)
    assert api.is_open_day(calendar, end)
    assert api.open_days_between(calendar, start + timedelta(days=1), end + timedelta(days=1)) == count
    assert api.open_days_between(calendar, end, start) == -api.open_days_between(calendar, start, end)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "expected"),
    [
        (TAIPEI, "2026-03-06T17:00+08:00", 8, "2026-03-09T17:00+08:00"),
        (TAIPEI, "2026-03-06T11:00+08:00", 2, "2026-03-06T14:00+08:00"),
        (TAIPEI, "2026-03-06T12:30+08:00", 1, "2026-03-06T14:00+08:00"),
        (TAIPEI, "2026-03-06T11:00+08:00", 1, "2026-03-06T12:00+08:00"),
        (TAIPEI, "2026-03-07T11:00+08:00", 0, "2026-03-09T09:00+08:00"),
        (BERLIN, "2026-03-06T15:00+01:00", 2, "2026-03-07T09:00+01:00"),
        (NIGHTS, "2026-03-03T01:00+00:00", 6, "2026-03-09T23:00+00:00"),
    ],
)
def test_working_time_runs_only_while_open(
    calendar: api.BusinessCalendar, start: str, hours: int, expected: str
) -> None:
    assert api.add_working_time(calendar, at(start), timedelta(hours=hours)) == at(expected)


@settings(deadline=None)
@given(calendar=calendars, start=moments, minutes=st.integers(0, 10_000))
def test_time_added_is_time_between(calendar: api.BusinessCalendar, start: datetime, minutes: int) -> None:
    end = api.add_working_time(calendar, start, timedelta(minutes=minutes))
    assert end >= start
    assert api.working_time_between(calendar, start, end) == timedelta(minutes=minutes)
    assert api.working_time_between(calendar, end, start) == timedelta()


def test_hours_are_real_hours_when_clocks_change() -> None:
    shift = api.BusinessCalendar(timezone="Europe/Berlin", hours={6: (api.Span(time(1), time(5)),)})
    sunday = datetime(2026, 3, 29, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert api.working_time_between(shift, sunday, sunday + timedelta(days=1)) == timedelta(hours=3)


def test_open_moments() -> None:
    assert api.is_open_at(TAIPEI, at("2026-03-06T09:00+08:00"))
    assert not api.is_open_at(TAIPEI, at("2026-03-06T12:00+08:00"))
    assert not api.is_open_at(TAIPEI, at("2026-03-06T18:00+08:00"))
    assert api.is_open_at(NIGHTS, at("2026-03-03T05:59+00:00"))
    assert api.next_open_moment(TAIPEI, at("2026-03-06T18:00+08:00")) == at("2026-03-09T09:00+08:00")
    assert api.next_open_moment(TAIPEI, at("2026-03-06T10:00+08:00")) == at("2026-03-06T10:00+08:00")


def test_a_calendar_that_never_opens_says_so() -> None:
    for ask in (
        lambda: api.next_open_day(NEVER, date(2026, 1, 1)),
        lambda: api.next_open_day(NEVER, date.max),
        lambda: api.add_working_time(NEVER, at("2026-03-06T18:00+08:00"), timedelta(hours=1)),
        lambda: api.next_open_moment(NEVER, at("2026-03-06T18:00+08:00")),
    ):
        with pytest.raises(api.NoOpenDay):
            ask()
    assert api.working_time_between(NEVER, at("2026-03-06T18:00+08:00"), at("2030-03-06T18:00+08:00")) == timedelta()
    with pytest.raises(ValueError, match="forwards"):
        api.add_working_time(TAIPEI, at("2026-03-06T18:00+08:00"), timedelta(hours=-1))


def test_settings_are_read() -> None:
    calendar = api.BusinessCalendar.from_mapping(
        {
            "country": "TW",
            "timezone": "Asia/Taipei",
            "hours": {"monday": ["13:00-17:30", "08:00-12:00"], "saturday": ["20:00-24:00"]},
            "closed": {"2026-03-09": {"en": "Stocktaking", "zh-Hant": "盤點"}},
            "opened": ["2026-03-08"],
        }
    )
    assert [api.is_open_day(calendar, date(2026, 3, day)) for day in (2, 3, 7, 8, 9)] == [
        True,
        False,
        True,
        True,
        False,
    ]
    monday = calendar.moments_on(date(2026, 3, 2))
    assert [(start.hour, end.hour) for start, end in monday] == [(8, 12), (13, 17)]
    [(start, end)] = calendar.moments_on(date(2026, 3, 7))
    assert end - start == timedelta(hours=4)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"hours": {"mondy": []}}, "hours"),
        ({"hours": {"monday": ["9 to 5"]}}, None),
        ({"hours": {"monday": ["09:00-12:00", "11:00-18:00"]}}, "hours.monday"),
        ({"hours": {"sunday": ["22:00-06:00"], "monday": ["05:00-12:00"]}}, "hours.monday"),
        ({"closed": {"31.12.": {"en": "x"}}}, "closed"),
        ({"opened": ["soon"]}, "opened"),
    ],
)
def test_settings_that_contradict_themselves_are_refused(raw: dict[str, Any], path: str | None) -> None:
    with pytest.raises(api.CalendarInvalid) as refused:
        api.BusinessCalendar.from_mapping(raw)
    assert refused.value.path == path


@pytest.mark.parametrize("country", [{"country": "XX"}, {"country": "DE", "subdivision": "ZZ"}])
def test_an_unknown_country_is_refused(country: dict[str, str]) -> None:
    with pytest.raises(api.CountryUnknown):
        api.is_open_day(api.BusinessCalendar(**country), date(2026, 1, 1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("terms", "on", "due", "discount"),
    [
        (api.PaymentTerms(30), date(2026, 3, 5), date(2026, 4, 7), None),
        (api.PaymentTerms(0), date(2026, 3, 5), date(2026, 3, 5), None),
        (api.PaymentTerms(30, from_month_end=True), date(2026, 3, 5), date(2026, 4, 30), None),
        (api.PaymentTerms(0, from_month_end=True), date(2026, 2, 1), date(2026, 3, 2), None),
        (api.PaymentTerms(30, from_month_end=True, cutoff_day=25), date(2026, 3, 26), date(2026, 6, 1), None),
        (api.PaymentTerms(30, from_month_end=True, cutoff_day=25), date(2026, 3, 25), date(2026, 4, 30), None),
        (
            api.PaymentTerms(30, discount_percent=Decimal(2), discount_days=10),
            date(2026, 3, 2),
            date(2026, 4, 1),
            date(2026, 3, 12),
        ),
        (
            api.PaymentTerms(10, discount_percent=Decimal(2), discount_days=99),
            date(2026, 3, 2),
            date(2026, 3, 12),
            date(2026, 3, 12),
        ),
        (api.PaymentTerms(10, discount_percent=Decimal(0), discount_days=5), date(2026, 3, 2), date(2026, 3, 12), None),
    ],
)
def test_due_dates_follow_the_terms_and_the_calendar(
    terms: api.PaymentTerms, on: date, due: date, discount: date | None
) -> None:
    assert api.due_dates(terms, on, calendar=TAIPEI) == api.DueDates(due, discount)


def test_due_dates_roll_as_told() -> None:
    terms = api.PaymentTerms(2)
    thursday = date(2026, 3, 5)
    assert api.due_dates(terms, thursday).due == date(2026, 3, 7)
    assert api.due_dates(terms, thursday, calendar=TAIPEI, roll=api.Roll.NONE).due == date(2026, 3, 7)
    assert api.due_dates(terms, thursday, calendar=TAIPEI, roll=api.Roll.PRECEDING).due == date(2026, 3, 6)
    assert api.due_dates(terms, thursday, calendar=TAIPEI).due == date(2026, 3, 9)
