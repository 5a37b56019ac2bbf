"""What the endpoints of the stock ledger may be asked with. Records are named by id or code."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from kontor.ledgers.questions import Paged


class BalanceQuestion(Paged):
    """``q`` searches items by text; ``location`` means the place and everything below it."""

    q: str | None = Field(None, max_length=200)
    item: str | None = Field(None, max_length=100)
    location: str | None = Field(None, max_length=100)
    lot: str | None = Field(None, max_length=100)
    project: str | None = Field(None, max_length=100)
    expires_by: dt.date | None = None


class HistoryQuestion(Paged):
    """Moves of one item, in one place, of one lot, between two days."""

    item: str = Field(max_length=100)
    location: str | None = Field(None, max_length=100)
    lot: str | None = Field(None, max_length=100)
    since: dt.date | None = None
    until: dt.date | None = None
