"""``/accounting``: trial balance, ledger, journal, open items, periods (F5, F8, F9)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from kontor.kernel.actor import Actor
from kontor.ledgers.accounting.http import answers
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

prefix = "/accounting"
router = Router(tags=["Accounting"])


@router.get("/trial-balance", operation_id="trial_balance", summary="Every account on a day")
def trial_balance(request: HttpRequest, question: Query[BalanceDayQuestion]) -> Any:
    """``opening`` + ``debit`` − ``credit`` = ``closing``, in the company's currency, debit positive."""
    return answers.trial_balance(_actor(request), question)


@router.get("/general-ledger", operation_id="general_ledger", summary="Every line of an account")
def general_ledger(request: HttpRequest, question: Query[LedgerQuestion]) -> Any:
    """Oldest first, each with the account's balance after it and its document."""
    return answers.general_ledger(_actor(request), question)


@router.get("/journal", operation_id="journal", summary="Journal lines")
def journal(request: HttpRequest, question: Query[JournalQuestion]) -> Any:
    """Oldest first; by day, document, entry, partner or project."""
    return answers.journal(_actor(request), question)


@router.get("/open-items", operation_id="open_items", summary="What is owed, by due date")
def open_items(request: HttpRequest, question: Query[OpenItemQuestion]) -> Any:
    """Receivables are positive, payables negative; now, or at the end of a past day."""
    return answers.open_items(_actor(request), question)


@router.get("/project-actuals", operation_id="project_actuals", summary="What was booked on a project")
def project_actuals(request: HttpRequest, question: Query[ActualsQuestion]) -> Any:
    """By account, in the company's currency."""
    return answers.actuals(_actor(request), question)


@router.get("/periods", operation_id="periods", summary="Fiscal periods")
def periods(request: HttpRequest, company: UUID | None = None) -> Any:
    """Oldest first, each with its status per group: open, soft_closed or closed."""
    return answers.periods(_actor(request), company)


@router.post("/periods/{uuid:period}/close", operation_id="close_period", summary="Close a period")
def close_period(request: HttpRequest, period: UUID, body: Closing, company: UUID | None = None) -> Any:
    """For some groups of entries or all; soft-closed periods still let in whoever has the right."""
    return answers.close_period(_actor(request), company, period, body)


@router.post("/periods/{uuid:period}/reopen", operation_id="reopen_period", summary="Reopen a period")
def reopen_period(request: HttpRequest, period: UUID, body: Reopening, company: UUID | None = None) -> Any:
    """Needs a right of its own and a reason that stays on record."""
    return answers.reopen_period(_actor(request), company, period, body)


@router.post("/fiscal-years", operation_id="open_fiscal_year", summary="Open a fiscal year")
def open_fiscal_year(request: HttpRequest, body: NewFiscalYear, company: UUID | None = None) -> Any:
    """With one period a month, all open."""
    return answers.open_fiscal_year(_actor(request), company, body)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor
