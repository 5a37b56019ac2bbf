"""``python tests/data/make_purchasing.py``: writes ``tests/data/purchasing``, a small purchasing history of its own.

The tables have the columns the rehearsal reads (bench/replay/data.py); names, prices and dates are drawn by rule from a
fixed seed. Every status occurs, some lines come short, some are partly rejected, prices carry four decimals.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "purchasing"
VENDORS, PRODUCTS, BUYERS, ORDERS = 5, 12, 3, 14
PARTS = ("Bracket", "Bearing", "Spindle", "Gasket", "Pulley", "Flange")
TOWNS = ("Northfield", "Eastbrook", "Westport", "Southgate", "Midvale")
STATUSES = ("4",) * 9 + ("1", "1", "2", "3", "4")
TAX, FREIGHT, PLACE = Decimal("0.08"), Decimal("0.025"), Decimal("0.0001")

Row = dict[str, Any]


def main() -> None:
    """Write all six tables."""
    dice = random.Random(20)
    vendors = [_vendor(number) for number in range(1, VENDORS + 1)]
    products = [_product(number, dice) for number in range(1, PRODUCTS + 1)]
    headers, details = _orders(dice)
    _write("Vendor", vendors)
    _write("Product", products)
    _write("ProductVendor", [_price(product, dice) for product in products])
    _write("UnitMeasure", [{"UnitMeasureCode": "EA ", "Name": "Each"}, {"UnitMeasureCode": "CRT", "Name": "Crate"}])
    _write("Location", [{"LocationID": "7", "Name": "Goods in, hall two"}])
    _write("PurchaseOrderHeader", headers)
    _write("PurchaseOrderDetail", details)


def _vendor(number: int) -> Row:
    return {
        "BusinessEntityID": str(500 + number),
        "AccountNumber": f"{TOWNS[number - 1].upper()}{number:04}",
        "Name": f"{TOWNS[number - 1]} Castings",
    }


def _product(number: int, dice: random.Random) -> Row:
    part = PARTS[number % len(PARTS)]
    return {
        "ProductID": str(number),
        "Name": f"{part} {number * 10} mm",
        "ProductNumber": f"{part[:2].upper()}-{number * 37:04}",
        "StandardCost": str(Decimal(dice.randint(10_000, 900_000)) * PLACE),
    }


def _price(product: Mapping[str, Any], dice: random.Random) -> Row:
    return {
        "ProductID": product["ProductID"],
        "BusinessEntityID": str(501 + int(product["ProductID"]) % VENDORS),
        "AverageLeadTime": str(dice.randint(5, 40)),
        "StandardPrice": product["StandardCost"],
        "MinOrderQty": "1",
        "UnitMeasureCode": dice.choice(("EA ", "CRT")),
    }


def _orders(dice: random.Random) -> tuple[list[Row], list[Row]]:
    headers: list[Row] = []
    details: list[Row] = []
    for number in range(1, ORDERS + 1):
        ordered = date(2024, 1, 8) + timedelta(days=23 * number)
        products = dice.sample(range(1, PRODUCTS + 1), dice.randint(1, 4))
        lines = [_line(number, len(details) + at, product, ordered, dice) for at, product in enumerate(products, 1)]
        details += lines
        headers.append(_header(number, ordered, lines, dice))
    return headers, details


def _line(order: int, number: int, product: int, ordered: date, dice: random.Random) -> Row:
    quantity = dice.randint(3, 600)
    received = quantity - (dice.randint(1, 2) if dice.random() < 0.25 else 0)
    rejected = dice.randint(1, received) if dice.random() < 0.2 else 0
    price = Decimal(dice.randint(10_000, 900_000)) * PLACE
    return {
        "PurchaseOrderID": str(order),
        "PurchaseOrderDetailID": str(number),
        "DueDate": (ordered + timedelta(days=14)).isoformat(),
        "OrderQty": str(quantity),
        "ProductID": str(product),
        "UnitPrice": str(price),
        "LineTotal": str(quantity * price),
        "ReceivedQty": f"{received}.00",
        "RejectedQty": f"{rejected}.00",
        "StockedQty": f"{received - rejected}.00",
    }


def _header(number: int, ordered: date, lines: Iterable[Row], dice: random.Random) -> Row:
    subtotal = sum((Decimal(line["LineTotal"]) for line in lines), Decimal(0))
    tax, freight = (subtotal * TAX).quantize(PLACE), (subtotal * FREIGHT).quantize(PLACE)
    return {
        "PurchaseOrderID": str(number),
        "Status": STATUSES[number - 1],
        "EmployeeID": str(40 + number % BUYERS),
        "VendorID": str(501 + number % VENDORS),
        "ShipMethodID": str(dice.randint(1, 5)),
        "OrderDate": ordered.isoformat(),
        "ShipDate": (ordered + timedelta(days=9)).isoformat(),
        "SubTotal": str(subtotal),
        "TaxAmt": str(tax),
        "Freight": str(freight),
        "TotalDue": str(subtotal + tax + freight),
    }


def _write(table: str, rows: list[Row]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
