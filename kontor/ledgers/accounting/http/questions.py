"""What the endpoints of the accounting ledger may be asked with. Records are named by id or code."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import AliasChoices, Field

from kontor.ledgers.accounting.contracts import FIRST_YEAR, LAST_YEAR, PERIOD_GROUPS, PeriodGroup
from kontor.ledgers.questions import Paged


class BalanceDayQuestion(Schema):
    """The end of ``as_of`` (default today); movements since ``since``."""

    company: UUID | None = None
    as_of: dt.date | None = None
    since: dt.date | None = None


class JournalQuestion(Paged):
    """Lines between two days, of a document, an entry, a partner or a project."""

    since: dt.date | None = Field(None, validation_alias=AliasChoices("date_from", "since"))
    until: dt.date | None = Field(None, validation_alias=AliasChoices("date_to", "until"))
    document: UUID | None = None
    entry: UUID | None = None
    partner: str | None = Field(None, max_length=100)
    project: str | None = Field(None, max_length=100)


class LedgerQuestion(Paged):
    """Lines of one account between two days."""

    account: str = Field(max_length=100)
    since: dt.date | None = Field(None, validation_alias=AliasChoices("date_from", "since"))
    until: dt.date | None = Field(None, validation_alias=AliasChoices("date_to", "until"))


class OpenItemQuestion(Paged):
    """Receivables or payables; open now, or at the end of ``as_of``."""

    kind: Literal["payable", "receivable"] | None = None
    partner: str | None = Field(None, max_length=100)
    account: str | None = Field(None, max_length=100)
    currency: str | None = Field(None, max_length=3)
    document: UUID | None = None
    due_by: dt.date | None = None
    as_of: dt.date | None = None
    settled: bool = False


class ActualsQuestion(Schema):
    """What was booked on a project between two days."""

    project: str = Field(max_length=100)
    company: UUID | None = None
    since: dt.date | None = None
    until: dt.date | None = None


class Closing(Schema):
    """How far to close, for which groups of entries, and why."""

    status: Literal["soft_closed", "closed"] = "closed"
    groups: list[PeriodGroup] = Field(list(PERIOD_GROUPS), min_length=1)
    reason: str = Field("", max_length=500)


class Reopening(Schema):
    """Which groups to reopen; the reason stays on record."""

    groups: list[PeriodGroup] = Field(list(PERIOD_GROUPS), min_length=1)
    reason: str = Field(min_length=1, max_length=500)


class NewFiscalYear(Schema):
    """A fiscal year of ``months`` months from the first of the month of ``start_date``."""

    start_date: dt.date = Field(ge=dt.date(FIRST_YEAR, 1, 1), le=dt.date(LAST_YEAR, 1, 1))
    months: int = Field(12, ge=1, le=24)
    code: str | None = Field(None, min_length=1, max_length=20)
