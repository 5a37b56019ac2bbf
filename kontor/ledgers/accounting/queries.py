"""Reading the accounting ledger: trial balance, general ledger, balances, open items, actuals, periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.ledgers.accounting.contracts import (
    PERIOD_GROUPS,
    ZERO,
    ActualRow,
    LedgerRow,
    OpenItemRow,
    PeriodRow,
    TrialBalanceRow,
)
from kontor.ledgers.accounting.store import periods as period_store
from kontor.ledgers.statements import rows
from kontor.tenancy.api import reading
from kontor.tenancy.context import current

# Summaries of the periods closed without a gap from the first one on, and live lines after them.
TOTALS = """
WITH closed AS (
  SELECT p.id, p.end_date FROM fiscal_period p
  WHERE p.tenant_id = %(tenant)s::uuid AND p.company_id = %(company)s::uuid AND p.end_date <= %(day)s::date
    AND p.end_date < coalesce((
      SELECT min(q.start_date) FROM fiscal_period q
      WHERE q.tenant_id = p.tenant_id AND q.company_id = p.company_id AND (
        SELECT count(*) FROM period_state s
        WHERE s.tenant_id = q.tenant_id AND s.period_id = q.id AND s.status = 'closed') < %(groups)s::int
    ), 'infinity'::date)
)
SELECT account_id, sum(debit), sum(credit) FROM (
  SELECT s.account_id, s.debit, s.credit FROM period_summary s
  WHERE s.tenant_id = %(tenant)s::uuid AND s.period_id IN (SELECT id FROM closed) {summaries}
  UNION ALL
  SELECT l.account_id, sum(l.company_debit), sum(l.company_credit) FROM journal_line l
  WHERE l.tenant_id = %(tenant)s::uuid AND l.company_id = %(company)s::uuid AND l.posting_date <= %(day)s::date
    AND l.posting_date > (SELECT coalesce(max(end_date), '-infinity'::date) FROM closed) {lines}
  GROUP BY l.account_id
) parts
GROUP BY account_id
"""

OF_ACCOUNTS = {
    "summaries": "AND s.account_id = ANY(%(accounts)s::uuid[])",
    "lines": "AND l.account_id = ANY(%(accounts)s::uuid[])",
}

LEDGER = """
SELECT l.id, l.entry_id, e.number, l.posting_date, e.document_date, l.account_id, l.company_debit, l.company_credit,
  l.currency, l.debit, l.credit,
  {balance} AS balance,
  l.partner_id, l.project_id, l.cost_centre_id, l.item_id, l.text, e.source_type, e.source_document_id
FROM journal_line l JOIN journal_entry e ON e.tenant_id = l.tenant_id AND e.id = l.entry_id
WHERE l.tenant_id = %(tenant)s::uuid AND l.company_id = %(company)s::uuid {clauses}
ORDER BY l.posting_date, l.id
LIMIT %(limit)s::int OFFSET %(offset)s::int
"""

RUNNING = """
%(opening)s::numeric + sum(l.company_debit - l.company_credit)
  OVER (ORDER BY l.posting_date, l.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
"""

LEDGER_CLAUSES = {
    "accounts": "l.account_id = ANY(%(accounts)s::uuid[])",
    "since": "l.posting_date >= %(since)s::date",
    "until": "l.posting_date <= %(until)s::date",
    "partner": "l.partner_id = %(partner)s::uuid",
    "project": "l.project_id = %(project)s::uuid",
    "document": "e.source_document_id = %(document)s::uuid",
    "entry": "l.entry_id = %(entry)s::uuid",
}

BALANCES = """
SELECT l.account_id, sum(l.company_debit - l.company_credit) FROM journal_line l
WHERE l.tenant_id = %(tenant)s::uuid AND l.company_id = %(company)s::uuid
  AND l.account_id = ANY(%(accounts)s::uuid[]) {clauses}
GROUP BY l.account_id
"""

OPEN_ITEMS = """
SELECT o.id, o.company_id, o.account_id, o.partner_id, o.currency, o.amount, o.company_amount, {open_amounts},
  o.posting_date, o.document_date, o.due_date, o.reference, o.entry_id, o.source_type, o.source_document_id
FROM open_item o {past}
WHERE o.tenant_id = %(tenant)s::uuid AND o.company_id = %(company)s::uuid {clauses}
ORDER BY o.due_date NULLS LAST, o.posting_date, o.id
LIMIT %(limit)s::int OFFSET %(offset)s::int
"""

# What was open at the end of a past day is the sum of the lines dated until then.
AS_OF = """
CROSS JOIN LATERAL (
  SELECT sum(l.debit - l.credit) AS amount, sum(l.company_debit - l.company_credit) AS company_amount
  FROM journal_line l
  WHERE l.tenant_id = o.tenant_id AND l.open_item_id = o.id AND l.posting_date <= %(as_of)s::date
) past
"""

OPEN_ITEM_CLAUSES = {
    "ids": "o.id = ANY(%(ids)s::uuid[])",
    "partners": "o.partner_id = ANY(%(partners)s::uuid[])",
    "accounts": "o.account_id = ANY(%(accounts)s::uuid[])",
    "payable": "o.amount < 0",
    "receivable": "o.amount > 0",
    "due_by": "o.due_date <= %(due_by)s::date",
    "currency": "o.currency = %(currency)s::text",
    "documents": "o.source_document_id = ANY(%(documents)s::uuid[])",
    "now_open": "o.is_open",
    "then_open": "past.amount <> 0",
}

ACTUALS = """
SELECT l.{dimension}, l.account_id, sum(l.company_debit - l.company_credit) FROM journal_line l
WHERE l.tenant_id = %(tenant)s::uuid AND l.company_id = %(company)s::uuid
  AND l.{dimension} = ANY(%(values)s::uuid[]) {clauses}
GROUP BY 1, 2 ORDER BY 1, 2
"""

DIMENSIONS = {"project": "project_id", "cost_centre": "cost_centre_id", "partner": "partner_id", "item": "item_id"}
Dimension = Literal["project", "cost_centre", "partner", "item"]
Kind = Literal["payable", "receivable"]


@reading
def trial_balance(
    actor: Actor, company_id: UUID, as_of: dt.date, *, since: dt.date | None = None
) -> list[TrialBalanceRow]:
    """Every account with anything booked until ``as_of``; opening is what was booked before ``since`` (None: nothing).

    Source: F9.
    """
    until = _totals(company_id, as_of)
    before = _totals(company_id, _day_before(since)) if since is not None else {}
    found = []
    for account_id, (debit, credit) in until.items():
        debit_before, credit_before = before.get(account_id, (ZERO, ZERO))
        found.append(
            TrialBalanceRow(
                account_id=account_id,
                opening=debit_before - credit_before,
                debit=debit - debit_before,
                credit=credit - credit_before,
                closing=debit - credit,
            )
        )
    return sorted(found, key=lambda row: str(row.account_id))


def _totals(
    company_id: UUID, day: dt.date, accounts: Sequence[UUID] | None = None
) -> dict[UUID, tuple[Decimal, Decimal]]:
    """Debits and credits until the end of ``day``, of all accounts or of some."""
    values = _values(company_id) | {"day": day, "groups": len(PERIOD_GROUPS)}
    statement = TOTALS.format(summaries="", lines="") if accounts is None else TOTALS.format(**OF_ACCOUNTS)
    found = rows(statement, values if accounts is None else values | {"accounts": list(accounts)})
    return {account: (debit, credit) for account, debit, credit in found}


@reading
def general_ledger(
    actor: Actor,
    company_id: UUID,
    account_id: UUID,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: int = 500,
    offset: int = 0,
) -> list[LedgerRow]:
    """Lines of one account, oldest first, each with the account's balance after it (F9)."""
    opening = ZERO
    if since is not None:
        before = _day_before(since)
        opening = account_balances(actor, company_id, [account_id], as_of=before).get(account_id, ZERO)
    wanted = {"accounts": [account_id], "since": since, "until": until}
    return _lines(company_id, RUNNING, wanted, limit, offset, opening=opening)


@reading
def journal(
    actor: Actor,
    company_id: UUID,
    *,
    entry_id: UUID | None = None,
    source_document_id: UUID | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    partner_id: UUID | None = None,
    project_id: UUID | None = None,
    limit: int = 500,
    offset: int = 0,
) -> list[LedgerRow]:
    """Lines of all accounts, oldest first; ``balance`` is the line's own amount (F9, drill-down)."""
    wanted = {
        "entry": entry_id,
        "document": source_document_id,
        "since": since,
        "until": until,
        "partner": partner_id,
        "project": project_id,
    }
    return _lines(company_id, "l.company_debit - l.company_credit", wanted, limit, offset)


def _lines(
    company_id: UUID, balance: str, wanted: Mapping[str, Any], limit: int, offset: int, **more: Any
) -> list[LedgerRow]:
    values = _values(company_id) | dict(wanted) | more | {"limit": limit, "offset": offset}
    statement = LEDGER.format(balance=balance, clauses=_clauses(LEDGER_CLAUSES, wanted))
    return [LedgerRow(**dict(zip(_LEDGER_FIELDS, row, strict=True))) for row in rows(statement, values)]


@reading
def account_balances(
    actor: Actor,
    company_id: UUID,
    account_ids: Sequence[UUID],
    *,
    as_of: dt.date | None = None,
    partner_id: UUID | None = None,
    project_id: UUID | None = None,
) -> dict[UUID, Decimal]:
    """Balance per account in company currency, debit positive; accounts without lines are missing."""
    if partner_id is None and project_id is None:
        totals = _totals(company_id, as_of or dt.date.max, account_ids)
        return {account: debit - credit for account, (debit, credit) in totals.items()}
    wanted = {"until": as_of, "partner": partner_id, "project": project_id}
    statement = BALANCES.format(clauses=_clauses(LEDGER_CLAUSES, wanted))
    found = rows(statement, _values(company_id) | wanted | {"accounts": list(account_ids)})
    return dict(found)


@reading
def open_items(
    actor: Actor,
    company_id: UUID,
    *,
    kind: Kind | None = None,
    ids: Collection[UUID] | None = None,
    partner_ids: Collection[UUID] | None = None,
    account_ids: Collection[UUID] | None = None,
    source_document_ids: Collection[UUID] | None = None,
    currency: str | None = None,
    due_by: dt.date | None = None,
    as_of: dt.date | None = None,
    with_settled: bool = False,
    limit: int = 1000,
    offset: int = 0,
) -> list[OpenItemRow]:
    """Receivables (positive) and payables (negative) by due date; open now, or at the end of ``as_of`` (F5)."""
    wanted: dict[str, Any] = {
        "ids": _list(ids),
        "partners": _list(partner_ids),
        "accounts": _list(account_ids),
        "documents": _list(source_document_ids),
        "payable": True if kind == "payable" else None,
        "receivable": True if kind == "receivable" else None,
        "currency": currency,
        "due_by": due_by,
        "now_open": True if as_of is None and not with_settled else None,
        "then_open": True if as_of is not None else None,
    }
    statement = OPEN_ITEMS.format(
        open_amounts="o.open_amount, o.open_company_amount" if as_of is None else "past.amount, past.company_amount",
        past="" if as_of is None else AS_OF,
        clauses=_clauses(OPEN_ITEM_CLAUSES, wanted),
    )
    values = _values(company_id) | wanted | {"as_of": as_of, "limit": limit, "offset": offset}
    return [OpenItemRow(**dict(zip(_OPEN_ITEM_FIELDS, row, strict=True))) for row in rows(statement, values)]


@reading
def actuals(
    actor: Actor,
    company_id: UUID,
    dimension: Dimension,
    values: Collection[UUID],
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> list[ActualRow]:
    """What was booked on projects, cost centres, partners or items, per account (R11, F9)."""
    wanted = {"since": since, "until": until}
    statement = ACTUALS.format(dimension=DIMENSIONS[dimension], clauses=_clauses(LEDGER_CLAUSES, wanted))
    found = rows(statement, _values(company_id) | wanted | {"values": list(values)})
    return [ActualRow(dimension_id=value, account_id=account, amount=amount) for value, account, amount in found]


@reading
def periods(actor: Actor, company_id: UUID) -> list[PeriodRow]:
    """All periods, oldest first, each with its status for every group (F8)."""
    return [
        PeriodRow(
            id=period_id,
            fiscal_year=year,
            code=code,
            start_date=start,
            end_date=end,
            status={group: changed.get(group, "open") for group in PERIOD_GROUPS},
        )
        for period_id, year, code, start, end, changed in period_store.all_periods(company_id)
    ]


def _values(company_id: UUID) -> dict[str, Any]:
    return {"tenant": current().tenant_id, "company": company_id}


def _day_before(day: dt.date) -> dt.date:
    """The day before, or the first day there is."""
    return max(day, dt.date.min + dt.timedelta(days=1)) - dt.timedelta(days=1)


def _list(given: Collection[UUID] | None) -> list[UUID] | None:
    return None if given is None else list(given)


def _clauses(known: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """The conditions whose value is given; a condition that may be empty would keep PostgreSQL off its indexes."""
    return "".join(f" AND {known[name]}" for name, value in values.items() if value is not None and name in known)


_LEDGER_FIELDS = tuple(LedgerRow.__dataclass_fields__)
_OPEN_ITEM_FIELDS = tuple(OpenItemRow.__dataclass_fields__)
