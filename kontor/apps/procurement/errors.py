"""Every way procurement can refuse beyond what the engines refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False, kw_only=True)
class SupplierLinkInvalid(DomainError):
    """The link was never given out, was changed, or belongs to an order that is gone."""

    code: ClassVar = "SUPPLIER_LINK_INVALID"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(
        en="This link is not valid. Please ask your buyer for a new one.",
        zh_hant="此連結無效，請向採購人員索取新的連結。",
    )


@dataclass(eq=False, kw_only=True)
class SupplierLinkExpired(DomainError):
    code: ClassVar = "SUPPLIER_LINK_EXPIRED"
    kind: ClassVar = ErrorKind.FORBIDDEN
    template: ClassVar = Text(
        en="This link ended on {ended_at}. Please ask your buyer for a new one.",
        zh_hant="此連結已於 {ended_at} 失效，請向採購人員索取新的連結。",
    )

    ended_at: datetime


@dataclass(eq=False, kw_only=True)
class DuplicateInvoice(DomainError):
    """The same supplier sent the same invoice number before."""

    code: ClassVar = "DUPLICATE_INVOICE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Invoice {invoice_number} of this supplier is entered already as {document_number}",
        zh_hant="此廠商的發票 {invoice_number} 已登錄為 {document_number}",
    )

    invoice_number: str
    document_number: str
    document_id: UUID


@dataclass(eq=False, kw_only=True)
class OpenItemNotPayable(DomainError):
    """An open item of a payment batch is settled, smaller than the payment, or in another batch."""

    code: ClassVar = "OPEN_ITEM_NOT_PAYABLE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Line {line_no}: {payable} is still payable, the batch pays {amount}",
        zh_hant="第 {line_no} 行：尚可付款 {payable}，本批付款 {amount}",
    )

    line_no: int
    payable: Decimal
    amount: Decimal


@dataclass(eq=False, kw_only=True)
class BankAccountMissing(DomainError):
    """A transfer needs an account at both ends."""

    code: ClassVar = "BANK_ACCOUNT_MISSING"
    template: ClassVar = Text(
        en="{partner} has no bank account; add one to its record, or pay another way",
        zh_hant="{partner} 沒有銀行帳戶，請先在基本資料新增，或改用其他付款方式",
    )

    partner: str


@dataclass(eq=False, kw_only=True)
class NotYourShare(DomainError):
    """More is inspected than arrived for this request and is not inspected yet."""

    code: ClassVar = "NOT_YOUR_SHARE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Line {line_no}: {open} of your request are waiting for acceptance, you entered {asked}",
        zh_hant="第 {line_no} 行：您的請購尚待驗收 {open}，輸入數量為 {asked}",
    )

    line_no: int
    open: Decimal
    asked: Decimal
