"""A company's books as tests talk to them: accounts by name, amounts as text, dates by day of March 2026."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from kontor.kernel.actor import Actor
from kontor.kernel.proofs import Violation, prove
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.accounting.contracts import EntryDraft, EntryLine, OpenItemDraft, PostedEntry
from kontor.masterdata.models import Account, Project
from kontor.tenancy.api import create_organisation, create_tenant, working

PROOFS = ("journal_balanced", "journal_reversals", "open_items", "clearing_items", "period_summaries")
ACCOUNTS = ("bank", "payables", "receivables", "grni", "stock", "expense", "variance", "exchange", "rounding", "sales")


def day(number: int, month: int = 3) -> dt.date:
    return dt.date(2026, month, number)


def debit(account: UUID, amount: str, **facts: Any) -> EntryLine:
    return EntryLine(account_id=account, debit=Decimal(amount), **facts)


def credit(account: UUID, amount: str, **facts: Any) -> EntryLine:
    return EntryLine(account_id=account, credit=Decimal(amount), **facts)


@dataclass
class Books:
    """One company in TWD with the year 2026 open. Every call is its own committed transaction."""

    actor: Actor
    company_id: UUID
    ids: dict[str, UUID] = field(default_factory=dict)

    def __getitem__(self, name: str) -> UUID:
        return self.ids[name]

    def draft(self, *lines: EntryLine, on: dt.date | None = None, **facts: Any) -> EntryDraft:
        return EntryDraft(company_id=self.company_id, date=on or day(10), lines=lines, **{"places": 2, **facts})

    def post(self, *lines: EntryLine, **facts: Any) -> PostedEntry:
        entry = accounting.post(self.actor, self.draft(*lines, **facts))
        assert entry is not None
        return entry

    def payable(self, amount: str, *, currency: str = "TWD", rate: str = "1", on: dt.date | None = None) -> UUID:
        """Id of the open item of a bill."""
        entry = self.post(
            debit(self["expense"], amount),
            credit(self["payables"], amount, open_item=OpenItemDraft(due_date=day(30), reference="INV")),
            currency=currency,
            rate=Decimal(rate),
            on=on,
        )
        return entry.open_items[0]

    def pay(self, item: UUID, amount: str, *, currency: str = "TWD", rate: str = "1", **facts: Any) -> PostedEntry:
        return self.post(
            debit(self["payables"], amount, settles=item),
            credit(self["bank"], amount),
            currency=currency,
            rate=Decimal(rate),
            exchange_account_id=self["exchange"],
            **facts,
        )

    def receive(self, key: str, quantity: str, amount: str, **facts: Any) -> PostedEntry:
        """Goods come in and wait for their invoice under ``key``."""
        return self.post(
            debit(self["stock"], amount),
            credit(self["grni"], amount, opens=key, quantity=Decimal(quantity)),
            **facts,
        )

    def bill(self, total: str, parts: dict[str, str], **facts: Any) -> PostedEntry:
        """An invoice that clears quantities by key; what is left over is a price variance."""
        clearing = (EntryLine(account_id=self["grni"], clears=key, quantity=Decimal(q)) for key, q in parts.items())
        return self.post(
            *clearing,
            credit(self["payables"], total, open_item=OpenItemDraft()),
            EntryLine(account_id=self["variance"], balance="entry"),
            **facts,
        )

    def balance(self, account: str, as_of: dt.date | None = None) -> Decimal:
        found = accounting.account_balances(self.actor, self.company_id, [self[account]], as_of=as_of)
        return found.get(self[account], Decimal(0))

    def violations(self) -> list[Violation]:
        with working(self.actor, read_only=True):
            return [each for result in prove(self.actor.tenant_id, PROOFS) for each in result.violations]

    def period(self, month: int) -> UUID:
        found = {row.start_date.month: row.id for row in accounting.periods(self.actor, self.company_id)}
        return found[month]

    def close(self, month: int, status: accounting.PeriodStatus = "closed", **facts: Any) -> None:
        accounting.set_period_status(self.actor, self.company_id, self.period(month), status, **facts)


def books_of(currency: str = "TWD") -> Books:
    """Books of a fresh tenant."""
    tenant = create_tenant(f"books-{uuid4().hex[:12]}", "Accounting tests")
    actor = Actor.system(tenant.id)
    company = create_organisation(actor, code="ACME", name="Acme", kind="company", currency=currency)
    accounting.create_fiscal_year(actor, company.id, dt.date(2026, 1, 1))
    stamps = {"created_by": actor.user_id, "updated_by": actor.user_id}
    with working(actor):
        accounts = [Account(code=name, name=name, kind="asset", **stamps) for name in ACCOUNTS]
        Account.objects.bulk_create(accounts)
        project = Project.objects.create(code="P1", name="Project", **stamps)
    ids = {account.code: account.id for account in accounts} | {"project": project.id}
    return Books(actor, company.id, ids)
