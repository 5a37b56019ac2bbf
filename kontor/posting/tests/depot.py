"""A depot with the small pack: real documents, posted through their workflow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from kontor.documents import api as documents
from kontor.documents.contracts import Document
from kontor.kernel.actor import Actor
from kontor.kernel.proofs import Violation, prove
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.stock import api as stock
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.tenancy.api import working
from kontor.testing.builders import BuiltTenant, make_tenant

PACK = Path(__file__).parent / "packs" / "depot"
PROOFS = (
    "stock_quantities", "stock_values", "stock_layers", "stock_reservations", "journal_balanced", "journal_reversals",
    "open_items", "clearing_items", "stock_equals_accounts", "subledgers_equal_accounts", "documents_are_posted",
)  # fmt: skip


def day(number: int, month: int = 3) -> dt.date:
    return dt.date(2026, month, number)


@dataclass
class Depot:
    """A company in TWD. Items, places and accounts by code; every call is its own committed transaction."""

    tenant: BuiltTenant
    ids: dict[str, UUID] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return self.tenant.system

    @property
    def company_id(self) -> UUID:
        return self.tenant.company.id

    def record(self, entity: str, code: str, **values: Any) -> UUID:
        named = {} if entity in ("exchange_rate", "unit_conversion") else {"code": code, "name": code}
        made = masterdata.create(self.actor, entity, named | values)
        self.ids[code] = made.id
        return made.id

    def document(self, kind: str, *lines: dict[str, Any], **values: Any) -> Document:
        header = {"accounting_date": "2026-03-10", "document_date": "2026-03-09", "currency": "TWD", **values}
        return documents.create(self.actor, kind, header, list(lines))

    def post(self, kind: str, *lines: dict[str, Any], **values: Any) -> Document:
        return documents.fire(self.actor, self.document(kind, *lines, **values).id, "post")

    def deliver(
        self, item: str | None, quantity: str, price: str, *, on: str = "2026-03-10", **values: Any
    ) -> Document:
        line = {"item": str(self.ids[item]) if item else None, "quantity": quantity, "unit_price": price}
        given = {name: values.pop(name) for name in ("unit", "lot", "project") if name in values}
        return self.post("delivery", line | given, location=str(self.ids["BIN"]), accounting_date=on, **values)

    def bill(self, *parts: tuple[Document, str, str], **values: Any) -> Document:
        lines = [
            {"waiting": str(delivery.lines[0].id), "quantity": quantity, "unit_price": price}
            for delivery, quantity, price in parts
        ]
        return self.post("bill", *lines, **values)

    def pay(self, bill: Document, amount: str, **values: Any) -> Document:
        return self.post("payment", {"open_item": str(self.open_item(bill).id), "unit_price": amount}, **values)

    def withdraw(self, item: str, quantity: str, *, on: str = "2026-03-10", **line: Any) -> Document:
        piece = {"item": str(self.ids[item]), "quantity": quantity, "location": str(self.ids["BIN"]), **line}
        return self.post("withdrawal", piece, accounting_date=on)

    def open_item(self, document: Document) -> accounting.OpenItemRow:
        (found,) = accounting.open_items(self.actor, self.company_id, source_document_ids=[document.id])
        return found

    def balance(self, account: str, as_of: dt.date | None = None) -> Decimal:
        with working(self.actor, read_only=True):
            ids = masterdata.find_by_key("account", [account])
        found = accounting.account_balances(self.actor, self.company_id, [ids[account]], as_of=as_of)
        return found.get(ids[account], Decimal(0))

    def stock_value(self, as_of: dt.date | None = None) -> Decimal:
        return sum((row.value for row in stock.valuation(self.actor, self.company_id, as_of)), Decimal(0))

    def violations(self) -> list[Violation]:
        with working(self.actor, read_only=True):
            return [each for result in prove(self.actor.tenant_id, PROOFS) for each in result.violations]


def make_depot() -> Depot:
    """A fresh tenant with the pack, two items, one bin and a supplier."""
    depot = Depot(make_tenant())
    packaging.install(depot.actor, [PACK])
    depot.record("item_category", "METAL", costing="fifo")
    depot.record("sku", "BOLT", unit="pcs")
    depot.record("sku", "PLATE", unit="pcs", category=str(depot.ids["METAL"]))
    depot.record("location", "BIN", kind="bin")
    depot.record("partner", "ACME")
    return depot
