"""AdventureWorks as it lies in its CSV files. Prices and amounts are exact decimals with four places."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OrderLine:
    product: str
    due_date: date
    ordered: Decimal
    unit_price: Decimal
    line_total: Decimal
    received: Decimal
    rejected: Decimal
    stocked: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    number: str
    status: str
    """1 pending, 2 approved, 3 rejected, 4 complete."""
    buyer: str
    vendor: str
    ship_method: str
    order_date: date
    ship_date: date
    subtotal: Decimal
    tax: Decimal
    freight: Decimal
    total: Decimal
    lines: Sequence[OrderLine]


@dataclass(frozen=True, slots=True)
class Source:
    """Everything the rehearsal needs, by the keys of the files."""

    orders: Sequence[Order]
    vendors: Sequence[Mapping[str, str]]
    products: Sequence[Mapping[str, str]]
    prices: Sequence[Mapping[str, str]]
    units: Sequence[Mapping[str, str]]
    locations: Sequence[Mapping[str, str]]


def read(folder: Path, most_orders: int | None = None) -> Source:
    """The source, orders by date; ``most_orders`` takes a slice spread over the whole time and all statuses."""
    orders = sorted(_orders(folder), key=lambda order: (order.order_date, int(order.number)))
    if most_orders is not None and most_orders < len(orders):
        orders = _slice(orders, most_orders)
    return Source(
        orders=orders,
        vendors=_rows(folder, "Vendor"),
        products=_rows(folder, "Product"),
        prices=_rows(folder, "ProductVendor"),
        units=_rows(folder, "UnitMeasure"),
        locations=_rows(folder, "Location"),
    )


def _slice(orders: Sequence[Order], most: int) -> list[Order]:
    """Every status in its share, at least one of each, evenly over the years."""
    by_status: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        by_status[order.status].append(order)
    chosen: list[Order] = []
    for group in by_status.values():
        wanted = max(1, round(most * len(group) / len(orders)))
        chosen += [group[at * len(group) // wanted] for at in range(wanted)]
    return sorted(chosen, key=lambda order: (order.order_date, int(order.number)))


def _orders(folder: Path) -> list[Order]:
    lines: dict[str, list[OrderLine]] = defaultdict(list)
    for row in _rows(folder, "PurchaseOrderDetail"):
        lines[row["PurchaseOrderID"]].append(
            OrderLine(
                product=row["ProductID"],
                due_date=date.fromisoformat(row["DueDate"][:10]),
                ordered=Decimal(row["OrderQty"]),
                unit_price=Decimal(row["UnitPrice"]),
                line_total=Decimal(row["LineTotal"]),
                received=Decimal(row["ReceivedQty"]),
                rejected=Decimal(row["RejectedQty"]),
                stocked=Decimal(row["StockedQty"]),
            )
        )
    return [
        Order(
            number=row["PurchaseOrderID"],
            status=row["Status"],
            buyer=row["EmployeeID"],
            vendor=row["VendorID"],
            ship_method=row["ShipMethodID"],
            order_date=date.fromisoformat(row["OrderDate"][:10]),
            ship_date=date.fromisoformat(row["ShipDate"][:10]),
            subtotal=Decimal(row["SubTotal"]),
            tax=Decimal(row["TaxAmt"]),
            freight=Decimal(row["Freight"]),
            total=Decimal(row["TotalDue"]),
            lines=lines[row["PurchaseOrderID"]],
        )
        for row in _rows(folder, "PurchaseOrderHeader")
    ]


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
