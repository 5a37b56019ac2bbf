"""Vendors, products, units, prices and storage, loaded by the importer as an administrator would."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.client import Client
from bench.replay.data import Source


@dataclass(frozen=True, slots=True)
class Loaded:
    """Ids by the keys of the files."""

    vendors: Mapping[str, str]
    products: Mapping[str, str]
    receiving: str
    bin: str


def load(admin: Client, source: Source) -> Loaded:
    """Set-based, upsert by key, all or nothing for each entity."""
    own_units = [{"code": row["UnitMeasureCode"].strip(), "name": row["Name"]} for row in source.units]
    _import(admin, "unit", own_units)
    _import(admin, "tax", [{"code": "AW8", "name": "Sales tax 8 %", "rate": "0.08"}])
    _import(admin, "payment_terms", [{"code": "AW30", "name": "30 days", "days": "30"}])
    _import(admin, "partner", [_vendor(row) for row in source.vendors])
    accounts = [_bank_account(row) for row in source.vendors]
    own = {
        "code": "US-000000001",
        "name": "Adventure Works",
        "partner": "",
        "bank_code": "021000021",
        "is_default": "true",
    }
    _import(admin, "partner_bank_account", [own, *accounts])
    _import(admin, "sku", [_product(row) for row in source.products])
    _import(admin, "supplier_price", list(_prices(source)))
    _import(
        admin,
        "location",
        [{"code": f"AW{row['LocationID']}", "name": row["Name"], "kind": "bin"} for row in source.locations],
    )
    vendors = _ids(admin, "partner")
    products = _ids(admin, "sku")
    places = _ids(admin, "location")
    return Loaded(
        vendors={row["BusinessEntityID"]: vendors[row["AccountNumber"]] for row in source.vendors},
        products={row["ProductID"]: products[row["ProductNumber"]] for row in source.products},
        receiving=places["RECEIVING"],
        bin=places["AW7"],
    )


def _vendor(row: Mapping[str, str]) -> dict[str, str]:
    return {
        "code": row["AccountNumber"],
        "name": row["Name"],
        "kinds": "supplier",
        "country": "US",
        "currency": "USD",
        "payment_terms": "AW30",
        "tax": "AW8",
    }


def _bank_account(row: Mapping[str, str]) -> dict[str, str]:
    return {
        "code": f"US-{row['BusinessEntityID']}",
        "name": row["Name"],
        "partner": row["AccountNumber"],
        "bank_code": "021000021",
        "is_default": "true",
    }


def _product(row: Mapping[str, str]) -> dict[str, str]:
    return {"code": row["ProductNumber"], "name": row["Name"], "unit": "pcs", "standard_price": row["StandardCost"]}


def _prices(source: Source) -> Iterable[dict[str, str]]:
    numbers = {row["ProductID"]: row["ProductNumber"] for row in source.products}
    vendors = {row["BusinessEntityID"]: row["AccountNumber"] for row in source.vendors}
    for row in source.prices:
        yield {
            "partner": vendors[row["BusinessEntityID"]],
            "item": numbers[row["ProductID"]],
            "unit": row["UnitMeasureCode"].strip(),
            "currency": "USD",
            "min_quantity": row["MinOrderQty"],
            "unit_price": row["StandardPrice"],
            "valid_from": "2020-01-01",
            "lead_days": row["AverageLeadTime"],
        }


def _import(admin: Client, entity: str, rows: Sequence[Mapping[str, str]]) -> None:
    """One CSV file through the importer; every row must be good.

    Raises:
        RuntimeError: names the first mistakes.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file = admin.upload(f"{entity}.csv", text.getvalue().encode())
    report = admin.post("/imports", {"entity": entity, "file_id": file["id"], "mode": "all_or_nothing"})
    if not report["is_applied"] or report["created"] + report["updated"] + report["unchanged"] != len(rows):
        raise RuntimeError(f"{entity}: {report['created']} of {len(rows)} rows; {report['problems'][:3]}")


def _ids(admin: Client, entity: str) -> dict[str, str]:
    return {row["code"]: row["id"] for row in admin.every(f"/master/{entity}", fields="code")}
