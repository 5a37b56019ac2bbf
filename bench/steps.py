"""The steps of a purchase as people take them over HTTP; every function is one or more requests."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench.client import Client
from bench.company import Company

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class People:
    """The people of one buyer's desk, each signed in."""

    engineer: Client
    buyer: Client
    dock: Client
    books: Client
    chief: Client


def wanted_lines(company: Company, count: int, **more: Any) -> list[Data]:
    """Different items at whole prices."""
    return [
        {"item": item, "quantity": str(random.randint(1, 20)), "unit_price": str(random.randint(10, 900)), **more}
        for item in random.sample(company.items, count)
    ]


def order(buyer: Client, company: Company, lines: int) -> Data:
    """A placed order with one supplier."""
    values = {"partner": random.choice(company.suppliers), "currency": "TWD"}
    body = {"values": values, "lines": wanted_lines(company, lines)}
    made: Data = buyer.post("/documents/purchase_order", body)
    for action in ("make", "purchase"):
        fire(buyer, "purchase_order", made["id"], action)
    return made


def receive(dock: Client, company: Company, placed: Mapping[str, Any]) -> Data:
    """A goods receipt of everything on the order, posted to both ledgers: derive, post."""
    takes = [{"line_id": line["id"]} for line in placed["lines"]]
    body = {"flow": "receive", "takes": takes, "values": {"location": company.receiving}}
    (receipt,) = dock.post("/derive", body)
    return fire(dock, "goods_receipt", receipt["id"], "post")


def chain(people: People, company: Company, lines: int) -> None:
    """Requisition → approval → order → receipt → put-away → acceptance → invoice → payment."""
    partner = random.choice(company.suppliers)
    request = people.engineer.post(
        "/documents/requisition",
        {"values": {"title": "Parts", "currency": "TWD"}, "lines": wanted_lines(company, lines, partner=partner)},
    )
    submitted = fire(people.engineer, "requisition", request["id"], "submit")
    approved = {"line_ids": _ids(submitted["lines"])}
    people.buyer.post("/documents/requisition/lines/actions/approve", approved)
    (placed,) = _derive(people.buyer, "order", submitted["lines"])
    for action in ("make", "output", "purchase"):
        placed = fire(people.buyer, "purchase_order", placed["id"], action)
    receipt = receive(people.dock, company, placed)
    (stored,) = _derive(people.dock, "put_away", receipt["lines"], {"location": random.choice(company.bins)})
    fire(people.dock, "put_away", stored["id"], "post")
    _accept(people.engineer, submitted["lines"], receipt["lines"])
    _pay(people, receipt)


def _accept(engineer: Client, wanted: Sequence[Data], received: Sequence[Data]) -> None:
    """The requester's verdict: everything is good."""
    of_item = {line["values"]["item"]: line["id"] for line in wanted}
    takes = [
        {"line_id": line["id"], "inputs": {"requisition_line": of_item[line["values"]["item"]]}} for line in received
    ]
    (verdict,) = engineer.post("/derive", {"flow": "accept", "takes": takes})
    fire(engineer, "acceptance", verdict["id"], "post")


def _pay(people: People, receipt: Data) -> None:
    number = uuid.uuid4().hex[:10].upper()
    (invoice,) = _derive(people.books, "bill", receipt["lines"], values={"invoice_number": number})
    matched = fire(people.books, "supplier_invoice", invoice["id"], "match")
    if matched["state"] != "matched":
        raise RuntimeError(f"invoice is {matched['state']}: {matched['values']['hold_reasons']}")
    fire(people.books, "supplier_invoice", invoice["id"], "post")
    due = people.books.get("/procurement/payment-proposals", due_until="2099-12-31", currency="TWD")
    items = [row["open_item"] for row in due if row["document_id"] == invoice["id"]]
    batch = people.books.post(
        "/procurement/payment-proposals",
        {"open_items": items, "document_date": datetime.now(UTC).date().isoformat(), "currency": "TWD"},
    )
    fire(people.chief, "payment_batch", batch["id"], "approve")
    for action in ("export_bank_file", "pay"):
        paid = fire(people.books, "payment_batch", batch["id"], action)
    if paid["state"] != "paid":
        raise RuntimeError(f"batch is {paid['state']}")


def _derive(
    user: Client, flow: str, lines: Sequence[Data], inputs: Data | None = None, values: Data | None = None
) -> list[Data]:
    takes = [{"line_id": line["id"]} for line in lines]
    made: list[Data] = user.post(
        "/derive", {"flow": flow, "takes": takes, "inputs": inputs or {}, "values": values or {}}
    )
    return made


def _ids(lines: Sequence[Data]) -> list[str]:
    return [line["id"] for line in lines]


def fire(user: Client, type_code: str, document_id: str, action: str, **body: Any) -> Data:
    """One action on one document; the document after it."""
    fired: Data = user.post(f"/documents/{type_code}/{document_id}/actions/{action}", body)
    return fired
