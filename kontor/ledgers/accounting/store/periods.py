"""Reading and changing fiscal periods."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from kontor.ledgers.accounting.contracts import PeriodGroup, PeriodStatus
from kontor.ledgers.statements import rows
from kontor.tenancy.context import current

ENTER = (
    "SELECT period_id, period_code, period_status FROM kontor_enter_period(%(company)s::uuid, %(day)s::date, %(group)s)"
)

NEXT_OPEN = """
SELECT min(greatest(p.start_date, %(day)s::date))
FROM fiscal_period p
WHERE p.tenant_id = %(tenant)s::uuid AND p.company_id = %(company)s::uuid AND p.end_date >= %(day)s::date
  AND NOT EXISTS (SELECT 1 FROM period_state s WHERE s.tenant_id = p.tenant_id AND s.period_id = p.id
                  AND s.period_group = %(group)s AND s.status <> 'open')
"""

PERIODS = """
SELECT p.id, y.code, p.code, p.start_date, p.end_date,
  (SELECT jsonb_object_agg(s.period_group, s.status) FROM period_state s
   WHERE s.tenant_id = p.tenant_id AND s.period_id = p.id)
FROM fiscal_period p JOIN fiscal_year y ON y.tenant_id = p.tenant_id AND y.id = p.fiscal_year_id
WHERE p.tenant_id = %(tenant)s::uuid AND p.company_id = %(company)s::uuid
ORDER BY p.start_date
"""


@dataclass(frozen=True, slots=True)
class EnteredPeriod:
    """The period that holds a day, and its status for one group; it stays so until the transaction ends."""

    id: UUID
    code: str
    status: PeriodStatus


def enter(company_id: UUID, day: dt.date, group: PeriodGroup) -> EnteredPeriod | None:
    """The period of ``day``; nobody can close it for ``group`` before this transaction ends."""
    found = rows(ENTER, {"company": company_id, "day": day, "group": group})
    return EnteredPeriod(*found[0]) if found else None


def next_open_date(company_id: UUID, day: dt.date, group: PeriodGroup) -> dt.date | None:
    """The first day from ``day`` on that is open for ``group``."""
    values = {"tenant": current().tenant_id, "company": company_id, "day": day, "group": group}
    found: dt.date | None = rows(NEXT_OPEN, values)[0][0]
    return found


def all_periods(company_id: UUID) -> list[tuple[Any, ...]]:
    """Every period of the company, oldest first; the last part maps groups that were ever closed to their status."""
    found = rows(PERIODS, {"tenant": current().tenant_id, "company": company_id})
    return [(*facts, orjson.loads(changed or "{}")) for *facts, changed in found]
