"""What others ask of calendars."""

from kontor.engines.calendar.contracts import OFFICE_HOURS, BusinessCalendar, Span
from kontor.engines.calendar.days import (
    add_open_days,
    closed_because,
    is_open_day,
    next_open_day,
    open_days_between,
    previous_open_day,
)
from kontor.engines.calendar.due_dates import DueDates, PaymentTerms, Roll, due_dates, month_end
from kontor.engines.calendar.errors import CalendarInvalid, CountryUnknown, NoOpenDay
from kontor.engines.calendar.working_time import (
    add_working_time,
    is_open_at,
    next_open_moment,
    working_time_between,
)

__all__ = [
    "OFFICE_HOURS",
    "BusinessCalendar",
    "CalendarInvalid",
    "CountryUnknown",
    "DueDates",
    "NoOpenDay",
    "PaymentTerms",
    "Roll",
    "Span",
    "add_open_days",
    "add_working_time",
    "closed_because",
    "due_dates",
    "is_open_at",
    "is_open_day",
    "month_end",
    "next_open_day",
    "next_open_moment",
    "open_days_between",
    "previous_open_day",
    "working_time_between",
]
