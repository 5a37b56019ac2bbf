"""What goes into the accounting ledger and what comes out. Free of Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

ZERO = Decimal(0)

#: What a period is opened and closed for, apart from the others.
PeriodGroup: TypeAlias = Literal["sales", "purchasing", "inventory", "payroll", "manual", "tax"]
PERIOD_GROUPS: tuple[PeriodGroup, ...] = ("sales", "purchasing", "inventory", "payroll", "manual", "tax")
PeriodStatus: TypeAlias = Literal["open", "soft_closed", "closed"]
PERIOD_STATUSES: tuple[PeriodStatus, ...] = ("open", "soft_closed", "closed")

#: Years books may be kept in; a mistyped one is refused.
FIRST_YEAR, LAST_YEAR = 1900, 2999

Side: TypeAlias = Literal["debit", "credit"]


class ClearingKey(NamedTuple):
    """A clearing item is named by the account it stands on and the key of whoever opened it."""

    account_id: UUID
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItemDraft:
    """A receivable or payable this line opens; ``reference`` is what the partner calls it (their invoice number)."""

    due_date: dt.date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One line of an entry to be posted; exactly one of these says how much:

    - ``debit`` or ``credit`` in ``currency`` (None: the entry's), ≥ 0; converted at ``rate`` (None: the entry's) unless
      ``company_debit``/``company_credit`` give the company's currency themselves;
    - ``clears`` with ``quantity``: the item's share of what is open, on the side that closes it;
    - ``balance``: what the lines of the same ``source_line_id`` ("line") or of the whole entry ("entry") leave over;
      ``side`` chooses between two such lines (gain and loss); no line when nothing is left.

    ``settles`` names the open item the amount pays off: its company amount is the item's own share, not the rate's.
    """

    account_id: UUID
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    company_debit: Decimal | None = None
    company_credit: Decimal | None = None
    currency: str | None = None
    rate: Decimal | None = None
    opens: str | None = None
    clears: str | None = None
    quantity: Decimal | None = None
    balance: Literal["line", "entry"] | None = None
    side: Side = "debit"
    open_item: OpenItemDraft | None = None
    settles: UUID | None = None
    partner_id: UUID | None = None
    project_id: UUID | None = None
    cost_centre_id: UUID | None = None
    item_id: UUID | None = None
    text: str = ""
    source_line_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """An entry to be posted in ``company_id`` on the accounting date ``date``.

    ``rate`` turns one unit of ``currency`` into the company's currency. ``places``: decimals company amounts are
    rounded to (None: the company currency's own). The two accounts take what rounding and settlement at another rate
    leave over, where no ``balance`` line does.
    """

    company_id: UUID
    date: dt.date
    lines: tuple[EntryLine, ...]
    document_date: dt.date | None = None
    group: PeriodGroup = "manual"
    currency: str | None = None
    rate: Decimal = Decimal(1)
    places: int | None = None
    text: str = ""
    rounding_account_id: UUID | None = None
    exchange_account_id: UUID | None = None
    source_type: str = ""
    source_document_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearingState:
    """What is open under a clearing key; amounts signed, debit positive."""

    id: UUID
    currency: str
    open_quantity: Decimal
    open_amount: Decimal
    open_company_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItemState:
    """What is open of a receivable (positive) or payable (negative)."""

    id: UUID
    account_id: UUID
    currency: str
    open_amount: Decimal
    open_company_amount: Decimal
    partner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedLine:
    """A line with all its amounts: signed, debit positive. ``clearing_quantity``: + opens, − clears."""

    account_id: UUID
    currency: str
    rate: Decimal
    amount: Decimal
    company_amount: Decimal
    partner_id: UUID | None = None
    project_id: UUID | None = None
    cost_centre_id: UUID | None = None
    item_id: UUID | None = None
    text: str = ""
    source_line_id: UUID | None = None
    clearing_key: str | None = None
    clearing_quantity: Decimal = ZERO
    open_item: OpenItemDraft | None = None
    settles: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedEntry:
    """The entry as it stands in the journal. ``open_items``: ids of the items it opened, in the order of its lines."""

    id: UUID
    period: str
    date: dt.date
    lines: tuple[ResolvedLine, ...]
    open_items: tuple[UUID, ...] = ()
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItemRow:
    """A receivable (positive) or payable (negative) and what is open of it, in its own and the company's currency."""

    id: UUID
    company_id: UUID
    account_id: UUID
    partner_id: UUID | None
    currency: str
    amount: Decimal
    company_amount: Decimal
    open_amount: Decimal
    open_company_amount: Decimal
    posting_date: dt.date
    document_date: dt.date | None
    due_date: dt.date | None
    reference: str
    entry_id: UUID
    source_type: str
    source_document_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalanceRow:
    """One account: ``opening`` + ``debit`` − ``credit`` = ``closing``, company currency, debit positive."""

    account_id: UUID
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One journal line of an account with the account's balance after it."""

    line_id: UUID
    entry_id: UUID
    number: str | None
    posting_date: dt.date
    document_date: dt.date | None
    account_id: UUID
    debit: Decimal
    credit: Decimal
    currency: str
    currency_debit: Decimal
    currency_credit: Decimal
    balance: Decimal
    partner_id: UUID | None
    project_id: UUID | None
    cost_centre_id: UUID | None
    item_id: UUID | None
    text: str
    source_type: str
    source_document_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """A period with its status per group."""

    id: UUID
    fiscal_year: str
    code: str
    start_date: dt.date
    end_date: dt.date
    status: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActualRow:
    """What was booked on one value of a dimension, per account; company currency, debit positive."""

    dimension_id: UUID
    account_id: UUID
    amount: Decimal
