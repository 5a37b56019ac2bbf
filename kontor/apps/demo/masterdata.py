"""Suppliers, items, projects and the storage tree of the demo company."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from kontor.apps.demo.company import CURRENCY, Company
from kontor.apps.demo.items import CATEGORIES, COST_CENTRES, PROJECTS, Item, items
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.tenancy import api as tenancy

SUPPLIERS = Path(__file__).parent / "data" / "suppliers.csv"
RATES = {"USD": "31.85", "EUR": "34.60", "JPY": "0.2120", "CNY": "4.42"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Ids by code, and what the history needs to know of each item and supplier."""

    suppliers: Mapping[str, UUID]
    items: Mapping[str, UUID]
    projects: Mapping[str, UUID]
    cost_centres: Mapping[str, UUID]
    bins: Sequence[UUID]
    receiving: UUID
    by_supplier: Mapping[str, Sequence[Item]]
    lead_days: Mapping[str, int]
    currencies: Mapping[str, str]


def fill(company: Company, today: date) -> Catalogue:
    """Everything set-based, as the administrator, all or nothing."""
    with tenancy.working(company["admin"]):
        return _fill(company, today)


def _fill(company: Company, today: date) -> Catalogue:
    terms = masterdata.find_by_key("payment_terms", ["NET30", "NET60"])
    categories = _create(company, "item_category", [_category(each) for each in CATEGORIES])
    rows = list(csv.DictReader(SUPPLIERS.read_text(encoding="utf-8").splitlines()))
    suppliers = _create(company, "partner", [_supplier(row, terms) for row in rows])
    _create(company, "partner_bank_account", _bank_accounts(rows, suppliers))
    catalogue = list(items())
    skus = _create(company, "sku", [_sku(each, categories, suppliers) for each in catalogue])
    masterdata.create_many(company["admin"], "supplier_price", _prices(catalogue, rows, skus, suppliers, today))
    masterdata.create_many(company["admin"], "exchange_rate", _rates(today))
    projects = _create(company, "project", [_project(company, each, today) for each in PROJECTS])
    centres = _create(company, "cost_centre", [{"code": code, "name": name} for code, name in COST_CENTRES])
    receiving = masterdata.find_by_key("location", ["RECEIVING"])["RECEIVING"]
    bins = _storage(company)
    packaging.publish(
        company.system, {"settings": {"receiving_location": str(receiving)}}, note="receiving area of Taichung"
    )
    return Catalogue(
        suppliers=suppliers,
        items=skus,
        projects=projects,
        cost_centres=centres,
        bins=bins,
        receiving=receiving,
        by_supplier={row["code"]: [each for each in catalogue if each.supplier == row["code"]] for row in rows},
        lead_days={row["code"]: int(row["lead_days"]) for row in rows},
        currencies={row["code"]: row["currency"] for row in rows},
    )


def _create(company: Company, entity: str, records: Sequence[Mapping[str, Any]]) -> dict[str, UUID]:
    made = masterdata.create_many(company["admin"], entity, records)
    return {str(record["code"]): each.id for record, each in zip(records, made, strict=True)}


def _category(category: Any) -> dict[str, Any]:
    return {"code": category.code, "name": f"{category.chinese} {category.english}", "costing": category.costing}


def _supplier(row: Mapping[str, str], terms: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": row["name"],
        "kinds": ["supplier"],
        "country": row["country"],
        "tax_number": row["tax_id"] or None,
        "email": row["email"],
        "language": "zh-Hant" if row["country"] in ("TW", "CN") else "en",
        "currency": row["currency"],
        "payment_terms": terms[row["payment_terms"]],
        "tax": row["tax"],
    }


def _bank_accounts(rows: Sequence[Mapping[str, str]], suppliers: Mapping[str, UUID]) -> list[dict[str, Any]]:
    """A Taiwanese account for each supplier and one of the company; invented numbers."""
    own = {"code": "012-210-5566778", "name": "昆岳精機股份有限公司", "bank_code": "012", "is_default": True}
    theirs = [
        {
            "code": f"{812 + at}-{row['code'][1:]}-{7_000_000 + 31 * at}",
            "name": row["name"],
            "partner": suppliers[row["code"]],
            "bank_code": str(812 + at),
            "is_default": True,
        }
        for at, row in enumerate(rows)
    ]
    return [own, *theirs]


def _sku(item: Item, categories: Mapping[str, UUID], suppliers: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "specification": item.specification,
        "category": categories[item.category],
        "unit": item.unit,
        "supplier": suppliers[item.supplier],
        "standard_price": item.price,
    }


def _prices(
    catalogue: Sequence[Item],
    rows: Sequence[Mapping[str, str]],
    skus: Mapping[str, UUID],
    suppliers: Mapping[str, UUID],
    today: date,
) -> list[dict[str, Any]]:
    facts = {row["code"]: row for row in rows}
    return [
        {
            "partner": suppliers[item.supplier],
            "item": skus[item.code],
            "unit": item.unit,
            "currency": facts[item.supplier]["currency"],
            "unit_price": item.price,
            "valid_from": date(today.year - 1, 1, 1),
            "lead_days": int(facts[item.supplier]["lead_days"]),
        }
        for item in catalogue
    ]


def _rates(today: date) -> list[dict[str, Any]]:
    """A rate for each month of the last two years, moving a little."""
    months = [date(today.year - 1 + at // 12, at % 12 + 1, 1) for at in range(24)]
    return [
        {
            "currency": currency,
            "base_currency": CURRENCY,
            "rate_date": day,
            "rate": (Decimal(rate) * (1 + Decimal((at * 7) % 11 - 5) / 400)).quantize(Decimal("0.0001")),
        }
        for currency, rate in RATES.items()
        for at, day in enumerate(months)
    ]


def _project(company: Company, project: tuple[str, str, str], today: date) -> dict[str, Any]:
    code, name, budget = project
    return {
        "code": code,
        "name": name,
        "budget": Decimal(budget),
        "currency": CURRENCY,
        "manager": company["lin"].user_id,
        "start_date": today - timedelta(days=300),
        "end_date": today + timedelta(days=200),
    }


def _storage(company: Company) -> list[UUID]:
    """Site TXG with three zones; bins like ``Z1-A-3-F-L`` (zone, shelf, level, front or back, left, middle, right)."""
    made = masterdata.generate_locations(
        company["admin"], "TXG", ("Z1", "Z2", "Z3"), ("A", "B", "C"), ("1", "2", "3"), ("F-L", "F-R")
    )
    return [location for code, location in sorted(made.ids.items()) if code.count("-") >= 4]
