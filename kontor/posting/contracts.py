"""What comes out of posting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kontor.ledgers.accounting.contracts import PostedEntry
from kontor.ledgers.stock.contracts import MoveRequest, MoveResult


@dataclass(frozen=True, slots=True)
class PostedMove:
    """A stock move as it was asked for and what it became."""

    request: MoveRequest
    result: MoveResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Everything one effect posted. ``adjustments``: entries for value differences of the stock ledger."""

    profile: str
    posting_date: dt.date
    currency: str
    moves: Sequence[PostedMove] = ()
    entry: PostedEntry | None = None
    adjustments: Sequence[PostedEntry] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewMove:
    """A stock move that would be made; ``value`` in company currency, ``direction`` +1 in, −1 out, 0 inside."""

    item_id: UUID
    item: str
    quantity: Decimal
    lot: str
    source: str
    target: str
    value: Decimal
    direction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """A journal line that would be made; amounts in company currency, and in the document's where it differs."""

    account_id: UUID
    account: str
    debit: Decimal
    credit: Decimal
    currency: str
    currency_debit: Decimal
    currency_credit: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What posting the document now would do, computed by doing it and taking it back (peers A9)."""

    profile: str
    posting_date: dt.date
    company_currency: str
    moves: Sequence[PreviewMove]
    lines: Sequence[PreviewLine]
    adjustments: Sequence[PreviewLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRow:
    """A posting of a document as it is on record; ``reversed_by`` is the posting that took it back."""

    id: UUID
    profile: str
    action: str
    posting_date: dt.date
    entry_id: UUID | None
    move_count: int
    reverses: UUID | None
    reversed_by: UUID | None
    posted_at: dt.datetime
