"""Every way the accounting ledger refuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text

GROUP_NAMES = {
    "sales": Text(en="sales", zh_hant="銷貨"),
    "purchasing": Text(en="purchasing", zh_hant="採購"),
    "inventory": Text(en="inventory", zh_hant="存貨"),
    "payroll": Text(en="payroll", zh_hant="薪資"),
    "manual": Text(en="manual entries", zh_hant="手動分錄"),
    "tax": Text(en="tax", zh_hant="稅務"),
}
STATUS_NAMES = {
    "open": Text(en="open", zh_hant="開放"),
    "soft_closed": Text(en="soft-closed", zh_hant="暫時關帳"),
    "closed": Text(en="closed", zh_hant="關帳"),
}


@dataclass(eq=False)
class PeriodClosed(DomainError):
    """The accounting date lies in a period that is closed for this kind of entry; the date is never moved silently."""

    code: ClassVar = "PERIOD_CLOSED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="{day} lies in period {period}, which is {status_name} for {group_name}. Next open date: {next_open_date}",
        zh_hant="{day} 屬於會計期間 {period}，其「{group_name}」已{status_name}。下一個可入帳日：{next_open_date}",
    )

    day: dt.date
    period: str
    group: str
    status: str
    next_open_date: dt.date | None

    @property
    def group_name(self) -> Text:
        """What people call the group."""
        return GROUP_NAMES.get(self.group, Text(en=self.group, zh_hant=self.group))

    @property
    def status_name(self) -> Text:
        """What people call the status."""
        return STATUS_NAMES.get(self.status, Text(en=self.status, zh_hant=self.status))


@dataclass(eq=False)
class NoFiscalPeriod(DomainError):
    """No fiscal year of the company contains the date."""

    code: ClassVar = "NO_FISCAL_PERIOD"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="No accounting period contains {day}. Next open date: {next_open_date}",
        zh_hant="沒有會計期間包含 {day}。下一個可入帳日期：{next_open_date}",
    )

    day: dt.date
    next_open_date: dt.date | None


@dataclass(eq=False)
class FiscalYearOverlaps(DomainError):
    """A new fiscal year would contain days of another."""

    code: ClassVar = "FISCAL_YEAR_OVERLAPS"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Fiscal year {start_date} to {end_date} overlaps an existing one",
        zh_hant="會計年度 {start_date} 至 {end_date} 與既有年度重疊",
    )

    start_date: dt.date
    end_date: dt.date


@dataclass(eq=False)
class PeriodStepInvalid(DomainError):
    """Periods go open → soft_closed → closed; reopening is its own action and needs a reason."""

    code: ClassVar = "PERIOD_STEP_INVALID"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Period {period} is {present_name} for {group_name} and cannot become {wanted_name} this way",
        zh_hant="會計期間 {period}「{group_name}」目前為「{present_name}」，無法以此方式改為「{wanted_name}」",
    )

    period: str
    group: str
    present: str
    wanted: str

    @property
    def group_name(self) -> Text:
        """What people call the group."""
        return GROUP_NAMES.get(self.group, Text(en=self.group, zh_hant=self.group))

    @property
    def present_name(self) -> Text:
        """What people call the status it has."""
        return STATUS_NAMES.get(self.present, Text(en=self.present, zh_hant=self.present))

    @property
    def wanted_name(self) -> Text:
        """What people call the status asked for."""
        return STATUS_NAMES.get(self.wanted, Text(en=self.wanted, zh_hant=self.wanted))


@dataclass(eq=False)
class EntryUnbalanced(DomainError):
    """Debits and credits differ in the company's currency (F1)."""

    code: ClassVar = "ENTRY_UNBALANCED"
    template: ClassVar = Text(
        en="The entry is not balanced: debit {debit}, credit {credit}, difference {difference} {currency}",
        zh_hant="分錄借貸不平衡：借方 {debit}，貸方 {credit}，差額 {difference} {currency}",
    )

    debit: Decimal
    credit: Decimal
    difference: Decimal
    currency: str


@dataclass(eq=False)
class EntryLineInvalid(DomainError):
    """A line says how much in no way or in several, or with a negative or infinite amount."""

    code: ClassVar = "ENTRY_LINE_INVALID"
    template: ClassVar = Text(en="Entry line {line_no}: {reason}", zh_hant="分錄第 {line_no} 行：{reason}")

    line_no: int
    reason: Text


@dataclass(eq=False)
class EntryAlreadyReversed(DomainError):
    """An entry is reversed once; ``reversed_by`` names the mirror image."""

    code: ClassVar = "ENTRY_ALREADY_REVERSED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="The entry is already reversed by {reversed_by}", zh_hant="此分錄已由 {reversed_by} 沖銷"
    )

    entry_id: UUID
    reversed_by: UUID | None


@dataclass(eq=False)
class ReversalBlocked(DomainError):
    """What the entry opened has been settled or cleared since; undo that first."""

    code: ClassVar = "REVERSAL_BLOCKED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Line {line_no} has been settled or cleared since ({open} of {amount} still open); undo that first",
        zh_hant="第 {line_no} 行已被沖帳（{amount} 中尚有 {open} 未沖），請先取消沖帳",
    )

    line_no: int
    amount: Decimal
    open: Decimal


@dataclass(eq=False)
class OpenItemUnknown(DomainError):
    """There is no such receivable or payable in this company."""

    code: ClassVar = "OPEN_ITEM_UNKNOWN"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no open item {open_item_id}", zh_hant="找不到未結項目 {open_item_id}")

    open_item_id: UUID


@dataclass(eq=False)
class OpenItemDiffers(DomainError):
    """A settlement must stand on the item's account and in the item's currency."""

    code: ClassVar = "OPEN_ITEM_DIFFERS"
    template: ClassVar = Text(
        en="The open item is kept in {expected}, the settlement says {given}",
        zh_hant="未結項目為 {expected}，沖帳資料為 {given}",
    )

    open_item_id: UUID
    expected: str
    given: str


@dataclass(eq=False)
class SettlementExceedsOpen(DomainError):
    """More would be settled than is open: paid twice, or paid too much (F5, R10)."""

    code: ClassVar = "SETTLEMENT_EXCEEDS_OPEN"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Only {open} {currency} is open; {asked} cannot be settled",
        zh_hant="未結金額僅 {open} {currency}，無法沖銷 {asked}",
    )

    open_item_id: UUID
    open: Decimal
    asked: Decimal
    currency: str


@dataclass(eq=False)
class ClearingExceedsOpen(DomainError):
    """More quantity would be cleared than is open, and no line takes the difference."""

    code: ClassVar = "CLEARING_EXCEEDS_OPEN"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Only a quantity of {open} is open to clear; {asked} was asked", zh_hant="可沖轉數量僅 {open}，要求 {asked}"
    )

    key: str
    open: Decimal
    asked: Decimal


@dataclass(eq=False)
class AccountUnknown(DomainError):
    """The entry names an account (or another record) that does not exist for this tenant."""

    code: ClassVar = "ENTRY_REFERENCE_UNKNOWN"
    template: ClassVar = Text(en="The entry names an unknown {field}", zh_hant="分錄引用了不存在的 {field}")

    field: str
