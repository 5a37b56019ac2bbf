"""The known figures beside what the system says; equal to the last decimal or the rehearsal fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bench.client import Client
from bench.replay.chain import Delivered
from bench.replay.data import Order, Source

ZERO = Decimal(0)
STATE_OF = {"1": "purchased", "2": "confirmed", "3": "closed", "4": "completed"}


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    known: Any
    found: Any

    @property
    def is_equal(self) -> bool:
        return bool(self.known == self.found)


def figures(admin: Client, source: Source, delivered: Sequence[Delivered], paid: int) -> Iterator[Figure]:
    """Documents by API lists, stock by the stock ledger, money by the accounting ledger."""
    orders = list(
        admin.every("/documents/purchase_order", fields="partner,buyer,state,subtotal,tax_amount,freight,total_amount")
    )
    lines = list(admin.every("/documents/purchase_order/lines", fields="item,quantity,amount"))
    receipts = list(admin.every("/documents/goods_receipt/lines", fields="quantity,rejected_quantity,good_quantity"))
    yield from _counts(orders, lines, source.orders)
    yield from _totals(orders, lines, source.orders)
    yield from _quantities(lines, receipts, source.orders)
    known = [line for order in source.orders for line in order.lines]
    short, over = sum(each.short for each in delivered), sum(each.over for each in delivered)
    yield Figure("lines received short", sum(line.received < line.ordered for line in known), short)
    yield Figure("lines received over", sum(line.received > line.ordered for line in known), over)
    yield from _ledgers(admin, source.orders, paid)


def _counts(orders: list[dict[str, Any]], lines: list[dict[str, Any]], source: Iterable[Order]) -> Iterator[Figure]:
    known = list(source)
    yield Figure("orders", len(known), len(orders))
    yield Figure("lines", sum(len(order.lines) for order in known), len(lines))
    yield Figure("vendors used", len({order.vendor for order in known}), len({row["partner"] for row in orders}))
    products = {line.product for order in known for line in order.lines}
    yield Figure("products used", len(products), len({row["item"] for row in lines}))
    yield Figure("buyers", len({order.buyer for order in known}), len({row["buyer"] for row in orders}))
    states, statuses = Counter(row["state"] for row in orders), Counter(order.status for order in known)
    for status, state in STATE_OF.items():
        yield Figure(f"status {status} = {state}", statuses[status], states[state])


def _totals(orders: list[dict[str, Any]], lines: list[dict[str, Any]], source: Iterable[Order]) -> Iterator[Figure]:
    known = list(source)
    yield Figure(
        "sum of LineTotal", _sum(line.line_total for order in known for line in order.lines), _of(lines, "amount")
    )
    for name, field, values in (
        ("sum of SubTotal", "subtotal", [order.subtotal for order in known]),
        ("sum of TaxAmt", "tax_amount", [order.tax for order in known]),
        ("sum of Freight", "freight", [order.freight for order in known]),
        ("sum of TotalDue", "total_amount", [order.total for order in known]),
    ):
        yield Figure(name, _sum(values), _of(orders, field))


def _quantities(
    lines: list[dict[str, Any]], receipts: list[dict[str, Any]], source: Iterable[Order]
) -> Iterator[Figure]:
    known = [line for order in source for line in order.lines]
    yield Figure("quantity ordered", _sum(line.ordered for line in known), _of(lines, "quantity"))
    yield Figure("quantity received", _sum(line.received for line in known), _of(receipts, "quantity"))
    yield Figure("quantity rejected", _sum(line.rejected for line in known), _of(receipts, "rejected_quantity"))
    yield Figure("quantity stocked (receipts)", _sum(line.stocked for line in known), _of(receipts, "good_quantity"))


def _ledgers(admin: Client, source: Iterable[Order], paid: int) -> Iterator[Figure]:
    known = list(source)
    balances = list(admin.every("/stock/balances"))
    stocked = _sum(line.stocked for order in known for line in order.lines)
    yield Figure("quantity stocked (stock ledger)", stocked, _of(balances, "on_hand"))
    worth = _sum(line.stocked * line.unit_price for order in known for line in order.lines)
    accounts = _closings(admin)
    yield Figure("stock account = stocked × price", worth, accounts.get("1211", ZERO))
    unbilled = _sum(line.stocked * line.unit_price for order in known if order.status != "4" for line in order.lines)
    yield Figure("goods received not invoiced", -unbilled, accounts.get("2147", ZERO))
    yield Figure("invoices paid", sum(order.status == "4" for order in known), paid)
    yield Figure("payables left", ZERO, accounts.get("2141", ZERO))
    yield Figure("books balance", ZERO, _sum(accounts.values()))


def _closings(admin: Client) -> dict[str, Decimal]:
    """The trial balance of today by account code."""
    codes = {row["id"]: row["code"] for row in admin.every("/master/account", fields="code")}
    rows = admin.get("/accounting/trial-balance")["rows"]
    return {codes[row["account"]]: Decimal(row["closing"]) for row in rows}


def _of(rows: Iterable[Mapping[str, Any]], field: str) -> Decimal:
    return _sum(Decimal(row[field]) for row in rows if row[field] is not None)


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)
