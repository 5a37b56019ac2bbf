"""The language of the purchasing scenarios: a small company whose people do one step each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.apps.procurement.acceptance_desk import waiting_for
from kontor.apps.procurement.payments.payables import make_batch
from kontor.documents import api as documents
from kontor.documents.contracts import Document, Line, Take
from kontor.engines.access import api as access
from kontor.engines.lists.contracts import Query
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.proofs import prove
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.stock import api as stock
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.tenancy import api as tenancy
from kontor.testing.builders import BuiltTenant, make_actor, make_tenant

ROLES = {
    "engineer": ["employee"],
    "colleague": ["employee"],
    "buyer": ["buyer"],
    "manager": ["procurement_manager"],
    "dock": ["warehouse"],
    "books": ["accountant"],
    "chief": ["finance_manager"],
    "admin": ["administrator"],
}


@dataclass
class Company:
    """Everybody by role, one supplier, items priced in whole dollars, a receiving area and bins."""

    tenant: BuiltTenant
    people: dict[str, Actor]
    supplier: UUID
    items: dict[str, UUID]
    receiving: UUID
    bins: dict[str, UUID]

    @classmethod
    def found(cls, **settings: Any) -> Company:
        """A fresh tenant with the procurement pack; ``settings`` over the pack's own."""
        tenant = make_tenant()
        packaging.install(tenant.system, ["procurement"])
        packaging.publish(tenant.system, {"settings": settings}) if settings else None
        people = {}
        for login, roles in ROLES.items():
            people[login] = make_actor(tenant, name=login.title())
            for role in roles:
                access.assign_role(tenant.system, people[login].user_id, role, organisation_id=tenant.company.id)
        today = current_clock().today("Asia/Taipei")
        accounting.create_fiscal_year(tenant.system, tenant.company.id, date(today.year, 1, 1))
        with tenancy.working(people["admin"]):
            return cls(tenant, people, *_masterdata(people["admin"]))

    def __getitem__(self, login: str) -> Actor:
        return self.people[login]

    # --- steps ----------------------------------------------------------------------------------------------------
    def requests(self, *wishes: str, by: str = "engineer", submit: bool = True, **header: Any) -> Document:
        """``"10 BOLT at 5"`` for each line; submitted unless said otherwise."""
        lines = [self._wish(each) for each in wishes]
        made = documents.create(self[by], "requisition", {"title": "Parts", "currency": "TWD", **header}, lines)
        return documents.fire(self[by], made.id, "submit") if submit else made

    def approves(self, request: Document, *, by: str = "buyer", **inputs: Any) -> Document:
        lines = [line.id for line in self.read(request).lines if line.state == "pending_review"]
        documents.fire_lines(self[by], "requisition", "approve", lines, inputs=inputs)
        return self.read(request)

    def orders(
        self, *requests: Document, by: str = "manager", quantities: Mapping[UUID, Decimal] | None = None
    ) -> Document:
        """One order of everything approved in these requests, placed with the supplier."""
        approved = [line.id for each in requests for line in self.read(each).lines if line.state == "approved"]
        takes = [Take(line, (quantities or {}).get(line)) for line in approved]
        (order,) = documents.derive(self[by], "order", takes)
        for action in ("make", "output", "purchase"):
            order = documents.fire(self[by], order.id, action)
        return order

    def receives(
        self, order: Document, *quantities: str, rejected: str = "0", confirmed: Sequence[str] = ()
    ) -> Document:
        """What the dock counts of each line, in order; everything when nothing is said."""
        lines = self.read(order).lines
        counted: list[Decimal | None] = [Decimal(each) for each in quantities] or [None] * len(lines)
        inputs = {"rejected_quantity": rejected, "rejection_reason": "Bent"} if Decimal(rejected) else {}
        takes = [Take(line.id, count, inputs) for line, count in zip(lines, counted, strict=False) if count != 0]
        (receipt,) = documents.derive(
            self["dock"], "receive", takes, values={"location": self.receiving}, confirmed=confirmed
        )
        return documents.fire(self["dock"], receipt.id, "post")

    def puts_away(self, receipt: Document, bin_code: str = "A1") -> Document:
        takes = [Take(line.id, None, {"location": self.bins[bin_code]}) for line in self.read(receipt).lines]
        (stored,) = documents.derive(self["dock"], "put_away", takes)
        return documents.fire(self["dock"], stored.id, "post")

    def accepts(
        self, receipt: Document, *, by: str = "engineer", quantity: str | None = None, refused: str = "0"
    ) -> Document:
        """The requester's verdict on their shares of a receipt."""
        takes = [
            Take(
                share.receipt_line,
                Decimal(quantity) if quantity else share.waiting,
                {
                    "requisition_line": str(share.requisition_line),
                    "refused_quantity": refused,
                    "refusal_reason": "Scratched" if Decimal(refused) else None,
                },
            )
            for share in waiting_for(self[by])
            if share.receipt == receipt.id
        ]
        (verdict,) = documents.derive(self[by], "accept", takes)
        return documents.fire(self[by], verdict.id, "post")

    def is_billed(
        self, receipt: Document, *, number: str = "AB12345678", price: str | None = None, **header: Any
    ) -> Document:
        """The supplier's invoice for everything on the receipt, matched."""
        inputs = {"unit_price": price} if price else {}
        takes = [Take(line.id, None, inputs) for line in self.read(receipt).lines]
        (invoice,) = documents.derive(self["books"], "bill", takes, values={"invoice_number": number, **header})
        return documents.fire(self["books"], invoice.id, "match")

    def pays(self, invoice: Document) -> Document:
        today = current_clock().today("Asia/Taipei")
        items = accounting.open_items(self["books"], self.tenant.company.id, source_document_ids=[invoice.id])
        batch = make_batch(
            self["books"], [each.id for each in items], document_date=today, currency="TWD", method="remittance"
        )
        documents.fire(self["chief"], batch.id, "approve")
        documents.fire(self["books"], batch.id, "export_bank_file")
        return documents.fire(self["books"], batch.id, "pay")

    # --- questions ------------------------------------------------------------------------------------------------
    def read(self, document: Document) -> Document:
        return documents.get(self["admin"], document.type_code, document.id)

    def states(self, document: Document) -> list[str]:
        """The states of the lines, in order."""
        return [line.state for line in self.read(document).lines]

    def line(self, document: Document, at: int = 0) -> Line:
        return self.read(document).lines[at]

    def balance(self, account: str) -> Decimal:
        """What stands on an account, debit positive."""
        with tenancy.working(self["admin"], read_only=True):
            account_id = masterdata.find_by_key("account", [account])[account]
        rows = accounting.trial_balance(self["admin"], self.tenant.company.id, current_clock().today("Asia/Taipei"))
        return next((row.closing for row in rows if row.account_id == account_id), Decimal(0))

    def on_hand(self, item: str) -> Decimal:
        rows = stock.balances(self["admin"], stock.BalanceFilter(item_ids=[self.items[item]]))
        return sum((row.on_hand for row in rows), Decimal(0))

    def latest(self, type_code: str) -> Document:
        """The newest document of a type."""
        newest = documents.list_documents(self["admin"], type_code, Query(sort=("-created_at",), page_size=1))
        return documents.get(self["admin"], type_code, newest.rows[0]["id"])

    def also_has(self, login: str, role: str) -> None:
        """One more role for a person."""
        access.assign_role(self.tenant.system, self[login].user_id, role, organisation_id=self.tenant.company.id)

    def assert_proven(self) -> None:
        """Both ledgers, and what ties them to the documents."""
        with tenancy.working(self.tenant.system, read_only=True):
            broken = [each for each in prove(self.tenant.id) if not each.holds]
        assert not broken, broken

    def _wish(self, wish: str) -> dict[str, Any]:
        quantity, item, *price = wish.split(" ")
        asked: dict[str, Any] = {"item": self.items[item], "quantity": quantity, "partner": self.supplier}
        return asked | ({"unit_price": price[1]} if price else {})


def _masterdata(admin: Actor) -> tuple[UUID, dict[str, UUID], UUID, dict[str, UUID]]:
    supplier = masterdata.create(
        admin,
        "partner",
        {"code": "ACME", "name": "Acme 工業", "kinds": ["supplier"], "country": "TW", "currency": "TWD", "tax": "VAT5"},
    )
    for partner, number in ((supplier.id, "812-1"), (None, "012-1")):
        account = {"code": number, "name": "Account", "partner": partner, "bank_code": number[:3], "is_default": True}
        masterdata.create(admin, "partner_bank_account", account)
    items = masterdata.create_many(
        admin, "sku", [{"code": code, "name": f"{code} 零件", "unit": "pcs"} for code in ("BOLT", "MOTOR", "CABLE")]
    )
    bins = masterdata.create_many(
        admin, "location", [{"code": code, "name": code, "kind": "bin"} for code in ("A1", "A2")]
    )
    receiving = masterdata.find_by_key("location", ["RECEIVING"])["RECEIVING"]
    return (
        supplier.id,
        {each.values["code"]: each.id for each in items},
        receiving,
        {each.values["code"]: each.id for each in bins},
    )
