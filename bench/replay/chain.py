"""One order through the public API, as far as its status says: 1 placed, 2 confirmed, 3 closed, 4 billed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bench.client import Client
from bench.replay.data import Order, Source
from bench.replay.masterdata import Loaded

PENDING, APPROVED, REJECTED, COMPLETE = "1", "2", "3", "4"


@dataclass(frozen=True, slots=True)
class Staff:
    buyers: Mapping[str, Client]
    dock: Client
    books: Client
    chief: Client


def staffed(source: Source, sign_in: Callable[[str], Client]) -> Staff:
    """Everybody signed in once: a buyer for each of the source, dock, accountant, finance manager."""
    buyers = {number: sign_in(f"buyer{number}") for number in {order.buyer for order in source.orders}}
    return Staff(buyers, sign_in("dock"), sign_in("books"), sign_in("chief"))


@dataclass(frozen=True, slots=True)
class Delivered:
    """Lines of which less, or more, came than was ordered, as the order itself says."""

    short: int
    over: int


def drive(order: Order, staff: Staff, loaded: Loaded) -> Delivered:
    """Every step by the person whose step it is."""
    buyer = staff.buyers[order.buyer]
    placed = _place(buyer, order, loaded)
    if order.status == APPROVED:
        _fire(buyer, "purchase_order", placed["id"], "confirm_all")
    receipt = _receive(staff.dock, order, placed, loaded)
    _put_away(staff.dock, order, receipt, loaded)
    if order.status == REJECTED:
        _fire(buyer, "purchase_order", placed["id"], "close", comment="Rejected on arrival")
    lines = buyer.get(f"/documents/purchase_order/{placed['id']}")["lines"]
    if order.status == COMPLETE:
        _accept_short_deliveries(buyer, lines)
        _bill(staff.books, order, receipt)
    return _delivered(lines)


def _place(buyer: Client, order: Order, loaded: Loaded) -> dict[str, Any]:
    values = {
        "partner": loaded.vendors[order.vendor],
        "currency": "USD",
        "document_date": order.order_date.isoformat(),
        "expected_date": order.ship_date.isoformat(),
        "ship_method": order.ship_method,
        "freight": str(order.freight),
        "notes": f"PO {order.number}",
    }
    lines = [
        {
            "item": loaded.products[line.product],
            "quantity": str(line.ordered),
            "unit": "pcs",
            "unit_price": str(line.unit_price),
            "needed_date": line.due_date.isoformat(),
        }
        for line in order.lines
    ]
    placed: dict[str, Any] = buyer.post("/documents/purchase_order", {"values": values, "lines": lines})
    _fire(buyer, "purchase_order", placed["id"], "make")
    _fire(buyer, "purchase_order", placed["id"], "purchase")
    return placed


def _receive(dock: Client, order: Order, placed: Mapping[str, Any], loaded: Loaded) -> dict[str, Any]:
    takes = [
        {
            "line_id": line["id"],
            "quantity": str(facts.received),
            "inputs": {"rejected_quantity": str(facts.rejected), "rejection_reason": "Refused at the dock"}
            if facts.rejected
            else {},
        }
        for line, facts in zip(placed["lines"], order.lines, strict=True)
        if facts.received
    ]
    values = {
        "document_date": order.ship_date.isoformat(),
        "location": loaded.receiving,
        "delivery_note": f"DN{order.number}",
    }
    (receipt,) = dock.post("/derive", {"flow": "receive", "takes": takes, "values": values})
    return _fire(dock, "goods_receipt", receipt["id"], "post")


def _put_away(dock: Client, order: Order, receipt: Mapping[str, Any], loaded: Loaded) -> None:
    good = [line["id"] for line in receipt["lines"] if float(line["values"]["good_quantity"]) > 0]
    if not good:
        return
    takes = [{"line_id": line, "inputs": {"location": loaded.bin}} for line in good]
    values = {"document_date": order.ship_date.isoformat()}
    (stored,) = dock.post("/derive", {"flow": "put_away", "takes": takes, "values": values})
    _fire(dock, "put_away", stored["id"], "post")


def _accept_short_deliveries(buyer: Client, lines: Sequence[Mapping[str, Any]]) -> None:
    """Nothing more will come of a line that came short."""
    short = [line["id"] for line in lines if line["state"] == "partly_received"]
    if short:
        buyer.post("/documents/purchase_order/lines/actions/complete_short", {"line_ids": short})


def _delivered(lines: Sequence[Mapping[str, Any]]) -> Delivered:
    pairs = [(Decimal(line["values"]["quantity"]), Decimal(line["flows"]["receive"]["quantity"])) for line in lines]
    return Delivered(sum(came < ordered for ordered, came in pairs), sum(came > ordered for ordered, came in pairs))


def _bill(books: Client, order: Order, receipt: Mapping[str, Any]) -> None:
    invoiced = order.ship_date + timedelta(days=1)
    values = {
        "invoice_number": f"INV-{order.number}",
        "invoice_date": invoiced.isoformat(),
        "document_date": invoiced.isoformat(),
        "freight": str(order.freight),
    }
    takes = [{"line_id": line["id"]} for line in receipt["lines"] if float(line["values"]["good_quantity"]) > 0]
    (invoice,) = books.post("/derive", {"flow": "bill", "takes": takes, "values": values})
    matched = _fire(books, "supplier_invoice", invoice["id"], "match")
    if matched["state"] != "matched":
        raise RuntimeError(f"order {order.number}: invoice is held: {matched['values']['hold_reasons']}")
    _fire(books, "supplier_invoice", invoice["id"], "post")


def pay_everything(staff: Staff, payment_date: str, size: int = 200) -> int:
    """Batches of ``size`` open items, approved by another person, sent to the bank, paid. How many were paid."""
    due = staff.books.get("/procurement/payment-proposals", due_until="2099-12-31", currency="USD")
    items = [row["open_item"] for row in due if row["skipped"] is None]
    for start in range(0, len(items), size):
        body = {"open_items": items[start : start + size], "document_date": payment_date, "currency": "USD"}
        batch = staff.books.post("/procurement/payment-proposals", body)
        _fire(staff.chief, "payment_batch", batch["id"], "approve")
        _fire(staff.books, "payment_batch", batch["id"], "export_bank_file")
        _fire(staff.books, "payment_batch", batch["id"], "pay")
    return len(items)


def _fire(user: Client, type_code: str, document_id: str, action: str, **body: Any) -> dict[str, Any]:
    fired: dict[str, Any] = user.post(f"/documents/{type_code}/{document_id}/actions/{action}", body)
    return fired
