"""What the endpoints of the accounting ledger answer, with rights asked and labels beside ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.engines.lists.api import Page
from kontor.kernel.actor import Actor
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.accounting.contracts import LedgerRow, OpenItemRow, PeriodStatus
from kontor.ledgers.accounting.http.questions import (
    ActualsQuestion,
    BalanceDayQuestion,
    Closing,
    JournalQuestion,
    LedgerQuestion,
    NewFiscalYear,
    OpenItemQuestion,
    Reopening,
)
from kontor.ledgers.answers import Row, company_for, ids_named, labelled, page_of, today
from kontor.ledgers.questions import Paged
from kontor.tenancy.api import reading, unit_of_work

READ, CLOSE, REOPEN = "accounting.read", "accounting.close_period", "accounting.reopen_period"
CONFIGURE = "accounting.configure"
_LABELS = {
    "account": "account",
    "partner": "partner",
    "project": "project",
    "cost_centre": "cost_centre",
    "item": "sku",
}


@reading
def trial_balance(actor: Actor, question: BalanceDayQuestion) -> Row:
    """Every account with its opening, movements and closing, and the totals that must agree."""
    company = company_for(actor, READ, question.company)
    as_of = question.as_of or today(actor, company)
    found = accounting.trial_balance(actor, company.id, as_of, since=question.since)
    rows = labelled(
        ({"account_id": row.account_id, "account": row.account_id, **_amounts(row)} for row in found),
        {"account": "account"},
    )
    rows.sort(key=lambda row: str(row["account__label"]))
    totals = {name: sum((row[name] for row in rows), Decimal(0)) for name in ("opening", "debit", "credit", "closing")}
    return {
        "company": company.id, "currency": company.currency, "as_of": as_of, "since": question.since, "rows": rows,
        "totals": totals,
    }  # fmt: skip


def _amounts(row: accounting.TrialBalanceRow) -> Row:
    return {"opening": row.opening, "debit": row.debit, "credit": row.credit, "closing": row.closing}


@reading
def journal(actor: Actor, question: JournalQuestion) -> Page:
    """Lines of all accounts, oldest first."""
    company = company_for(actor, READ, question.company)
    partners, projects = ids_named("partner", question.partner), ids_named("project", question.project)
    if [] in (partners, projects):
        return page_of([], question)
    found = accounting.journal(
        actor,
        company.id,
        entry_id=question.entry,
        source_document_id=question.document,
        since=question.since,
        until=question.until,
        partner_id=partners[0] if partners else None,
        project_id=projects[0] if projects else None,
        **question.window,
    )
    return _lines(found, question, with_balance=False)


@reading
def general_ledger(actor: Actor, question: LedgerQuestion) -> Page:
    """Lines of one account with the balance after each."""
    company = company_for(actor, READ, question.company)
    accounts = ids_named("account", question.account)
    if not accounts:
        return page_of([], question)
    found = accounting.general_ledger(
        actor, company.id, accounts[0], since=question.since, until=question.until, **question.window
    )
    return _lines(found, question, with_balance=True)


def _lines(found: Iterable[LedgerRow], question: Paged, *, with_balance: bool) -> Page:
    answer = page_of([_line(asdict(row), with_balance) for row in found], question)
    return replace(answer, rows=labelled(answer.rows, _LABELS))


def _line(line: Row, with_balance: bool) -> Row:
    """``id`` of the line, references without ``_id``, the source document as type and id."""
    renamed = {"id": line.pop("line_id")} | {name: line.pop(f"{name}_id") for name in _LABELS}
    renamed["document_type"], renamed["document_id"] = line.pop("source_type") or None, line.pop("source_document_id")
    if not with_balance:
        line.pop("balance")
    return line | renamed


@reading
def open_items(actor: Actor, question: OpenItemQuestion) -> Page:
    """Receivables and payables by due date, with days overdue."""
    company = company_for(actor, READ, question.company)
    partners, accounts = ids_named("partner", question.partner), ids_named("account", question.account)
    found = accounting.open_items(
        actor,
        company.id,
        kind=question.kind,
        partner_ids=partners,
        account_ids=accounts,
        source_document_ids=None if question.document is None else [question.document],
        currency=question.currency,
        due_by=question.due_by,
        as_of=question.as_of,
        with_settled=question.settled,
        limit=question.window["limit"],
        offset=question.window["offset"],
    )
    on = question.as_of or today(actor, company)
    answer = page_of([_open_item(row, on) for row in found], question)
    return replace(answer, rows=labelled(answer.rows, {"account": "account", "partner": "partner"}))


def _open_item(row: OpenItemRow, on: dt.date) -> Row:
    return {
        "id": row.id,
        "partner": row.partner_id,
        "reference": row.reference,
        "account": row.account_id,
        "document_date": row.document_date,
        "posting_date": row.posting_date,
        "due_date": row.due_date,
        "days_overdue": max((on - row.due_date).days, 0) if row.due_date is not None else None,
        "currency": row.currency,
        "amount": row.amount,
        "open_amount": row.open_amount,
        "open_company_amount": row.open_company_amount,
        "document_type": row.source_type or None,
        "document_id": row.source_document_id,
        "entry_id": row.entry_id,
    }


@reading
def actuals(actor: Actor, question: ActualsQuestion) -> Row:
    """What was booked on a project, by account."""
    company = company_for(actor, READ, question.company)
    projects = ids_named("project", question.project) or []
    found = accounting.actuals(actor, company.id, "project", projects, since=question.since, until=question.until)
    rows = labelled(({"account": row.account_id, "amount": row.amount} for row in found), {"account": "account"})
    total = sum((row.amount for row in found), Decimal(0))
    return {"company": company.id, "currency": company.currency, "rows": rows, "totals": {"amount": total}}


@reading
def periods(actor: Actor, company: UUID | None) -> list[Row]:
    """Every period with its status for each group."""
    books = company_for(actor, READ, company)
    return [asdict(row) for row in accounting.periods(actor, books.id)]


@unit_of_work
def close_period(actor: Actor, company: UUID | None, period: UUID, wanted: Closing) -> list[Row]:
    """Close a period for groups; the periods as they are then."""
    return _move_period(actor, CLOSE, company, period, wanted.status, wanted)


@unit_of_work
def reopen_period(actor: Actor, company: UUID | None, period: UUID, wanted: Reopening) -> list[Row]:
    """Reopen a period for groups; the periods as they are then."""
    return _move_period(actor, REOPEN, company, period, "open", wanted)


def _move_period(
    actor: Actor, permission: str, company: UUID | None, period: UUID, status: PeriodStatus, wanted: Closing | Reopening
) -> list[Row]:
    books = company_for(actor, permission, company)
    accounting.set_period_status(actor, books.id, period, status, groups=wanted.groups, reason=wanted.reason)
    return [asdict(row) for row in accounting.periods(actor, books.id)]


@unit_of_work
def open_fiscal_year(actor: Actor, company: UUID | None, wanted: NewFiscalYear) -> list[dict[str, Any]]:
    """Open a fiscal year; the periods as they are then."""
    books = company_for(actor, CONFIGURE, company)
    accounting.create_fiscal_year(actor, books.id, wanted.start_date, months=wanted.months, code=wanted.code)
    return [asdict(row) for row in accounting.periods(actor, books.id)]
