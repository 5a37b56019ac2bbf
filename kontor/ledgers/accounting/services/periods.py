"""Open fiscal years, close and reopen periods (F8, P9)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import NotFound, ReasonRequired
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.ledgers.accounting.contracts import (
    FIRST_YEAR,
    LAST_YEAR,
    PERIOD_GROUPS,
    PERIOD_STATUSES,
    PeriodGroup,
    PeriodStatus,
)
from kontor.ledgers.accounting.errors import FiscalYearOverlaps, PeriodStepInvalid
from kontor.ledgers.statements import records, rows, run
from kontor.tenancy.api import unit_of_work
from kontor.tenancy.context import current

# One year at a time: whoever opens or closes periods of a company waits for the other.
LOCK_COMPANY = "SELECT pg_advisory_xact_lock(hashtextextended('fiscal_year' || %(company)s::text, 0))"

YEARS = """
SELECT min(start_date), max(end_date),
  count(*) FILTER (WHERE start_date <= %(end)s::date AND end_date >= %(start)s::date)
FROM fiscal_year WHERE tenant_id = %(tenant)s::uuid AND company_id = %(company)s::uuid
"""

OPEN_YEAR = """
WITH year AS (
  INSERT INTO fiscal_year (id, tenant_id, company_id, code, start_date, end_date)
  VALUES (%(year)s::uuid, %(tenant)s::uuid, %(company)s::uuid, %(code)s::text, %(start)s::date, %(end)s::date)
)
INSERT INTO fiscal_period (id, tenant_id, company_id, fiscal_year_id, code, start_date, end_date)
SELECT p.id, %(tenant)s::uuid, %(company)s::uuid, %(year)s::uuid, p.code, p.start_date, p.end_date
FROM jsonb_to_recordset(%(periods)s::jsonb) AS p(id uuid, code text, start_date date, end_date date)
"""

STATUS = """
SELECT p.code, g.period_group, coalesce(s.status, 'open'),
  pg_advisory_xact_lock(public.kontor_period_lock(p.id, g.period_group))::text
FROM fiscal_period p CROSS JOIN unnest(%(groups)s::text[]) AS g(period_group)
LEFT JOIN period_state s ON s.tenant_id = p.tenant_id AND s.period_id = p.id AND s.period_group = g.period_group
WHERE p.tenant_id = %(tenant)s::uuid AND p.company_id = %(company)s::uuid AND p.id = %(period)s::uuid
ORDER BY g.period_group
"""

CHANGE = """
WITH changes AS (
  SELECT * FROM jsonb_to_recordset(%(changes)s::jsonb)
    AS c(state_id uuid, change_id uuid, period_group text, status_before text)
), states AS (
  INSERT INTO period_state (id, tenant_id, company_id, period_id, period_group, status)
  SELECT c.state_id, %(tenant)s::uuid, %(company)s::uuid, %(period)s::uuid, c.period_group, %(status)s::text
  FROM changes c
  ON CONFLICT (tenant_id, period_id, period_group) DO UPDATE SET status = excluded.status
)
INSERT INTO period_change (id, tenant_id, company_id, period_id, period_group, status_before, status_after, reason,
  changed_at, changed_by)
SELECT c.change_id, %(tenant)s::uuid, %(company)s::uuid, %(period)s::uuid, c.period_group, c.status_before,
  %(status)s::text, %(reason)s::text, %(now)s::timestamptz, %(user)s::uuid
FROM changes c
"""

CLOSED_FOR = """
SELECT count(*) FROM period_state
WHERE tenant_id = %(tenant)s::uuid AND period_id = %(period)s::uuid AND status = 'closed'
"""

SUMMARISE = """
INSERT INTO period_summary (id, tenant_id, company_id, period_id, account_id, debit, credit)
SELECT gen_random_uuid(), %(tenant)s::uuid, %(company)s::uuid, p.id, l.account_id, sum(l.company_debit),
  sum(l.company_credit)
FROM fiscal_period p JOIN journal_line l ON l.tenant_id = p.tenant_id AND l.company_id = p.company_id
  AND l.posting_date BETWEEN p.start_date AND p.end_date
WHERE p.tenant_id = %(tenant)s::uuid AND p.id = %(period)s::uuid
GROUP BY p.id, l.account_id
"""

FORGET = "DELETE FROM period_summary WHERE tenant_id = %(tenant)s::uuid AND period_id = %(period)s::uuid"

_PERIOD = Text(en="accounting period", zh_hant="會計期間")


@unit_of_work
def create_fiscal_year(
    actor: Actor, company_id: UUID, start_date: dt.date, *, months: int = 12, code: str | None = None
) -> None:
    """Open a fiscal year of ``months`` calendar months from the first of a month; every period is open.

    Raises:
        FiscalYearOverlaps: one of its days belongs to a year already.
    """
    start, end = start_date.replace(day=1), _month_end(_month(start_date, months - 1))
    values = _values(company_id) | {"start": start, "end": end}
    rows(LOCK_COMPANY, values)
    if rows(YEARS, values)[0][2]:
        raise FiscalYearOverlaps(start, end)
    _open_year(values, start, months, code)


@unit_of_work
def ensure_fiscal_year(actor: Actor, company_id: UUID, day: dt.date, *, first_month: int = 1) -> bool:
    """Open the fiscal year that holds ``day`` when it is the company's first, or adjoins those it has.

    A date further away stays without a period, so that a mistyped year is refused. Returns whether one was opened.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return False
    start = dt.date(day.year if day.month >= first_month else day.year - 1, first_month, 1)
    end = _month_end(_month(start, 11))
    values = _values(company_id) | {"start": start, "end": end}
    rows(LOCK_COMPANY, values)
    first, last, overlapping = rows(YEARS, values)[0]
    adjoins = first is None or 1 in ((start - last).days, (first - end).days)
    if overlapping or not adjoins:
        return False
    _open_year(values, start, 12, None)
    return True


@unit_of_work
def set_period_status(
    actor: Actor,
    company_id: UUID,
    period_id: UUID,
    status: PeriodStatus,
    *,
    groups: Sequence[PeriodGroup] = PERIOD_GROUPS,
    reason: str = "",
) -> None:
    """Move a period to ``soft_closed`` or ``closed`` for the groups, or reopen it; waits for postings under way.

    Closing the last group builds the period's summary; reopening any group drops it. Each step is kept for ever in
    ``period_change``.

    Raises:
        NotFound: no such period.
        PeriodStepInvalid: it has that status already, or would go back from closed to soft-closed.
        ReasonRequired: reopening needs one.

    Source: F8, peers A9, B32.
    """
    if status == "open" and not reason.strip():
        raise ReasonRequired
    values = _values(company_id) | {"period": period_id, "groups": sorted(groups), "status": status}
    rows(STATUS, values)
    # Read again: the first question waited for the locks, this one sees what was decided meanwhile.
    present = rows(STATUS, values)
    if not present:
        raise NotFound(kind_of=_PERIOD, key=str(period_id))
    for code, group, before, _ in present:
        _ensure_step(code, group, before, status)
    changes = [
        {"state_id": new_id(), "change_id": new_id(), "period_group": group, "status_before": before}
        for _, group, before, _ in present
    ]
    who = {"user": current().actor.user_id, "now": current_clock().now(), "reason": reason}
    run(CHANGE, values | who | {"changes": records(changes)})
    _keep_summary(values)


def _keep_summary(values: dict[str, Any]) -> None:
    run(FORGET, values)
    if rows(CLOSED_FOR, values)[0][0] == len(PERIOD_GROUPS):
        run(SUMMARISE, values)


def _ensure_step(code: str, group: str, before: str, after: PeriodStatus) -> None:
    forward = PERIOD_STATUSES.index(after) > PERIOD_STATUSES.index(before)
    reopened = after == "open" and before != "open"
    if not forward and not reopened:
        raise PeriodStepInvalid(code, group, before, after)


def _values(company_id: UUID) -> dict[str, Any]:
    return {"tenant": current().tenant_id, "company": company_id}


def _open_year(values: dict[str, Any], start: dt.date, months: int, code: str | None) -> None:
    end = _month_end(_month(start, months - 1))
    name = code or (f"{start.year}" if start.year == end.year else f"{start.year}/{end.year}")
    periods = records(_periods(start, months))
    run(OPEN_YEAR, values | {"year": new_id(), "code": name, "start": start, "end": end, "periods": periods})


def _periods(start: dt.date, months: int) -> Iterator[dict[str, Any]]:
    for at in range(months):
        first = _month(start, at)
        yield {"id": new_id(), "code": f"{first:%Y-%m}", "start_date": first, "end_date": _month_end(first)}


def _month(start: dt.date, later: int) -> dt.date:
    """First day of the month that is ``later`` months after that of ``start``."""
    years, month = divmod(start.year * 12 + start.month - 1 + later, 12)
    return dt.date(years, month + 1, 1)


def _month_end(first: dt.date) -> dt.date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
