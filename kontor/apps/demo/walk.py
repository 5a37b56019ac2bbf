"""One purchase on its way through the ten steps, each step by the right person on the right day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kontor.apps.demo.company import Company
from kontor.apps.demo.masterdata import Catalogue
from kontor.apps.procurement.acceptance_desk import waiting_for
from kontor.apps.procurement.payments.payables import make_batch
from kontor.documents import api as documents
from kontor.documents.contracts import Document, Take
from kontor.kernel.actor import Actor
from kontor.kernel.clock import FixedClock, use_clock
from kontor.ledgers.accounting import api as accounting

if TYPE_CHECKING:
    from kontor.apps.demo.history import Story


class Walk:
    """Steps are tried in order until the story ends; ``day`` never passes yesterday."""

    def __init__(self, company: Company, catalogue: Catalogue, story: Story, today: date) -> None:
        self.company, self.catalogue, self.story = company, catalogue, story
        self.day, self.last_day = story.starts_on, today - timedelta(days=1)
        self.request: Document
        self.order: Document
        self.receipt: Document
        self.invoice: Document
        self.steps: Sequence[tuple[str, int, Callable[[], None]]] = (
            ("draft", 0, self.write_request),
            ("request", 0, self.submit),
            ("question", 1, self.ask_and_maybe_answer),
            ("approve", 1, self.approve),
            ("order", 1, self.make_order),
            ("purchase", 1, self.place_order),
            ("confirm", 1, self.confirm),
            ("propose", 0, self.maybe_propose),
            ("ship", 2, self.ship),
            ("receive", catalogue.lead_days[story.supplier], self.receive),
            ("put_away", 0, self.put_away),
            ("accept", 1, self.accept),
            ("issue", 2, self.issue),
            ("hold", 2, self.bill),
            ("post", 1, self.post_invoice),
            ("propose_payment", 25, self.propose_payment),
            ("paid", 1, self.pay),
        )

    def go(self) -> None:
        """Walk as far as the story goes."""
        for hour, (name, days_later, step) in enumerate(self.steps):
            self.day = min(self.day + timedelta(days=days_later), self.last_day)
            with use_clock(FixedClock(_moment(self.day, 8 + hour % 10))):
                step()
            if name == self.story.ends_at:
                return

    # --- 1 request, 2 review ------------------------------------------------------------------------------------
    def write_request(self) -> None:
        story = self.story
        needed = self.day + timedelta(days=self.catalogue.lead_days[story.supplier] + 10)
        header = {
            "title": story.title,
            "kind": "project" if story.project else "daily",
            "project": self.catalogue.projects[story.project] if story.project else None,
            "currency": self.catalogue.currencies[story.supplier],
            "needed_by": needed,
            "urgent": story.urgent,
            "urgent_reason": "產線停機待料" if story.urgent else None,
        }
        lines = [
            {
                "item": self.catalogue.items[item.code],
                "quantity": quantity,
                "specification": item.specification,
                "partner": self.catalogue.suppliers[story.supplier],
                "unit_price": item.price,
            }
            for item, quantity in story.picks
        ]
        self.request = documents.create(self._as(story.requester), "requisition", header, lines)

    def submit(self) -> None:
        self.request = self._fire(self.story.requester, self.request, "submit")

    def ask_and_maybe_answer(self) -> None:
        """Every fourth request is asked about; it is answered unless the story stops here."""
        asked = self.story.ends_at == "question" or len(self.story.picks) == 4
        if not asked:
            return
        line = self.request.lines[0].id
        self._fire_lines("chen", "question", [line], inputs={"question": "是否可用同等規格替代品？"})
        if self.story.ends_at != "question":
            self._fire_lines(self.story.requester, "answer", [line], inputs={"answer": "可以，但精度需達 C3 以上。"})

    def approve(self) -> None:
        """The manager decides what is beyond a buyer's limit."""
        waiting = [line for line in self._request_lines() if line.state == "pending_review"]
        large = {line.id for line in waiting if line.values["amount"] > 150_000 or self._is_foreign()}
        for login, lines in (("wang", large), ("chen", {line.id for line in waiting} - large)):
            if lines:
                self._fire_lines(login, "approve", sorted(lines))

    # --- 3 order, 4 confirmation, 5 delivery --------------------------------------------------------------------
    def make_order(self) -> None:
        approved = [line for line in self._request_lines() if line.state == "approved"]
        (self.order,) = documents.derive(self._as("chen"), "order", [Take(line.id) for line in approved])

    def place_order(self) -> None:
        by = "wang"
        for action in ("make", "output", "purchase"):
            self.order = self._fire(by, self.order, action)

    def confirm(self) -> None:
        promised = self.day + timedelta(days=self.catalogue.lead_days[self.story.supplier])
        inputs = {line.id: {"promised_date": promised} for line in self.order.lines}
        if self.story.ends_at != "propose":
            self._decide_order_lines("confirm", inputs)

    def maybe_propose(self) -> None:
        if self.story.ends_at == "propose":
            later = self.day + timedelta(days=self.catalogue.lead_days[self.story.supplier] + 14)
            note = {"proposed_date": later, "proposal_note": "原料短缺，交期需延後兩週"}
            self._decide_order_lines("propose", {self.order.lines[0].id: note})

    def ship(self) -> None:
        expected = self.day + timedelta(days=self.catalogue.lead_days[self.story.supplier])
        self.order = self._fire("chen", self._order(), "ship", inputs={"expected_date": expected})

    # --- 6 receipt, 7 put-away, 8 acceptance, 9 issue -----------------------------------------------------------
    def receive(self) -> None:
        takes = [Take(line.id) for line in self._order().lines]
        note = {"delivery_note": f"DN{self.day:%y%m%d}"}
        (self.receipt,) = documents.derive(self._as("huang"), "receive", takes, values=note)
        self.receipt = self._fire("huang", self.receipt, "post")

    def put_away(self) -> None:
        bins = self.catalogue.bins
        takes = [
            Take(line.id, inputs={"location": bins[hash_of(line.values["item"]) % len(bins)]})
            for line in self._receipt().lines
        ]
        (stored,) = documents.derive(self._as("huang"), "put_away", takes)
        self._fire("huang", stored, "post")

    def accept(self) -> None:
        requester = self._as(self.story.requester)
        shares = [each for each in waiting_for(requester) if each.receipt == self.receipt.id]
        takes = [
            Take(each.receipt_line, each.waiting, {"requisition_line": str(each.requisition_line)}) for each in shares
        ]
        (accepted,) = documents.derive(requester, "accept", takes)
        self._fire(self.story.requester, accepted, "post")

    def issue(self) -> None:
        """The requester fetches half of it; the rest stays in stock."""
        bins = self.catalogue.bins
        takes = [
            Take(line.id, quantity, {"location": bins[hash_of(line.values["item"]) % len(bins)]})
            for line in self._request_lines()
            if (quantity := (line.values["quantity"] / 2).to_integral_value()) > 0
        ]
        if takes:
            (issued,) = documents.derive(self._as(self.story.requester), "issue", takes)
            self._fire(self.story.requester, issued, "post")

    # --- 10 billing and payment ---------------------------------------------------------------------------------
    def bill(self) -> None:
        """A story that ends here is billed dearer than ordered, so the invoice is held."""
        header = {"invoice_number": self._invoice_number(), "invoice_date": self.day}
        dearer = Decimal("1.08") if self.story.ends_at == "hold" else Decimal(1)
        takes = [
            Take(line.id, inputs={"unit_price": (line.values["unit_price"] * dearer).quantize(Decimal("0.0001"))})
            for line in self._receipt().lines
        ]
        (self.invoice,) = documents.derive(self._as("wu"), "bill", takes, values=header)
        self.invoice = self._fire("wu", self.invoice, "match")

    def post_invoice(self) -> None:
        self.invoice = self._fire("wu", self.invoice, "post")

    def propose_payment(self) -> None:
        actor = self._as("wu")
        items = accounting.open_items(
            actor, self.company.company_id, kind="payable", source_document_ids=[self.invoice.id]
        )
        currency = self.invoice.values["currency"]
        self.batch = make_batch(
            actor, [each.id for each in items], document_date=self.day, currency=currency, method="remittance"
        )

    def pay(self) -> None:
        self.batch = self._fire("cheng", self.batch, "approve")
        self.batch = self._fire("wu", self.batch, "export_bank_file")
        self.batch = self._fire("wu", self.batch, "pay", inputs={"bank_reference": f"FT{self.day:%y%m%d}"})

    # --- helpers ------------------------------------------------------------------------------------------------
    def _as(self, login: str) -> Actor:
        return self.company[login]

    def _fire(
        self, login: str, document: Document, action: str, *, inputs: Mapping[str, Any] | None = None
    ) -> Document:
        return documents.fire(self._as(login), document.id, action, inputs=inputs)

    def _fire_lines(
        self, login: str, action: str, lines: Sequence[UUID], *, inputs: Mapping[str, Any] | None = None
    ) -> None:
        documents.fire_lines(self._as(login), "requisition", action, lines, inputs=inputs)

    def _decide_order_lines(self, action: str, inputs: Mapping[UUID, Mapping[str, Any]]) -> None:
        documents.fire_lines(self._as("chen"), "purchase_order", action, list(inputs), line_inputs=inputs)

    def _request_lines(self) -> Sequence[Any]:
        return documents.get(self._as(self.story.requester), "requisition", self.request.id).lines

    def _order(self) -> Document:
        return documents.get(self._as("chen"), "purchase_order", self.order.id)

    def _receipt(self) -> Document:
        return documents.get(self._as("huang"), "goods_receipt", self.receipt.id)

    def _is_foreign(self) -> bool:
        return self.catalogue.currencies[self.story.supplier] != "TWD"

    def _invoice_number(self) -> str:
        return "KY" + "".join(filter(str.isdigit, self.order.number))[2:]


def hash_of(item: UUID) -> int:
    """A number that is the same for the same item: each item has its own bin."""
    return item.int


def _moment(day: date, hour: int) -> datetime:
    """``hour`` o'clock in Taipei, as UTC."""
    return datetime.combine(day, time(hour), UTC) - timedelta(hours=8)
