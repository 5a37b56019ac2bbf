"""When an invoice is due, from the terms agreed (R10: payment terms with discount)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from kontor.engines.calendar.contracts import BusinessCalendar
from kontor.engines.calendar.days import next_open_day, previous_open_day


class Roll(Enum):
    """What happens to a due date on a closed day: stay, move to the next open day, or to the one before."""

    NONE = "none"
    FOLLOWING = "following"
    PRECEDING = "preceding"


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """Due ``days`` after the invoice date, or after the end of its month (月結); perhaps a discount when paid early.

    ``cutoff_day`` closes the month early: with 25, an invoice of the 26th belongs to the next month.
    ``discount_percent`` is a percentage (2 for two percent); ``discount_days`` count from the invoice date.
    """

    days: int = 30
    from_month_end: bool = False
    discount_percent: Decimal | None = None
    discount_days: int | None = None
    cutoff_day: int | None = None


@dataclass(frozen=True, slots=True)
class DueDates:
    """The last day to pay, and the last day to pay less, where the terms give a discount."""

    due: date
    discount_until: date | None = None


def due_dates(
    terms: PaymentTerms,
    invoice_date: date,
    *,
    calendar: BusinessCalendar | None = None,
    roll: Roll = Roll.FOLLOWING,
) -> DueDates:
    """Compute both days of an invoice. Without a calendar nothing is rolled.

    A discount day never lies after the due date.

    Raises:
        NoOpenDay: the calendar has no open day near.
    """
    due = _rolled(_base_date(terms, invoice_date) + timedelta(days=terms.days), calendar, roll)
    if not terms.discount_percent or terms.discount_days is None:
        return DueDates(due)
    discount = _rolled(invoice_date + timedelta(days=terms.discount_days), calendar, roll)
    return DueDates(due, min(discount, due))


def _base_date(terms: PaymentTerms, invoice_date: date) -> date:
    """The day from which the days count."""
    if not terms.from_month_end:
        return invoice_date
    month = month_end(invoice_date)
    if terms.cutoff_day is not None and invoice_date.day > terms.cutoff_day:
        return month_end(month + timedelta(days=1))
    return month


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _rolled(day: date, calendar: BusinessCalendar | None, roll: Roll) -> date:
    if calendar is None or roll is Roll.NONE:
        return day
    return next_open_day(calendar, day) if roll is Roll.FOLLOWING else previous_open_day(calendar, day)
