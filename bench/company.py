"""The company a measurement happens in: one supplier, items in whole dollars, bins, people for every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

PASSWORD = "bench-kontor-2026"
TENANT_CODE = "bench"
ITEMS = 200
SUPPLIERS = 20
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "admin": ("administrator",),
    "engineer": ("employee",),
    "buyer": ("procurement_manager",),
    "dock": ("warehouse",),
    "books": ("accountant",),
    "chief": ("finance_manager",),
}


@dataclass(frozen=True, slots=True)
class Company:
    """Ids of everything a measurement names."""

    tenant_id: UUID
    company_id: UUID
    suppliers: tuple[str, ...]
    items: tuple[str, ...]
    receiving: str
    bins: tuple[str, ...]


def address_of(login: str) -> str:
    """The e-mail address of a person."""
    return f"{login}@bench.example"


def found() -> Company:
    """Through the platform's own functions: tenants and their first users are not made by API."""
    from kontor.engines.access import api as access
    from kontor.kernel.actor import Actor
    from kontor.kernel.clock import current_clock
    from kontor.ledgers.accounting import api as accounting
    from kontor.packaging import api as packaging
    from kontor.tenancy import api as tenancy

    tenant = tenancy.create_tenant(TENANT_CODE, "Bench", timezone="Asia/Taipei")
    system = Actor.system(tenant.id)
    company = tenancy.create_organisation(system, code="BE", name="Bench", kind="company", currency="TWD")
    system = system.replace(organisation_id=company.id)
    packaging.install(system, ["procurement"], note="bench")
    accounting.create_fiscal_year(system, company.id, date(current_clock().today("Asia/Taipei").year, 1, 1))
    for login, roles in PEOPLE.items():
        user = tenancy.create_user(address_of(login), login, password=PASSWORD)
        tenancy.add_member(system, user.id, company.id)
        for role in roles:
            access.assign_role(system, user.id, role, organisation_id=company.id, valid_from=date(2020, 1, 1))
    return _masterdata(system, tenant.id, company.id)


def _masterdata(system: object, tenant_id: UUID, company_id: UUID) -> Company:
    from kontor.kernel.actor import Actor
    from kontor.masterdata import api as masterdata
    from kontor.tenancy import api as tenancy

    assert isinstance(system, Actor)
    with tenancy.working(system):
        suppliers = masterdata.create_many(system, "partner", [_supplier(number) for number in range(SUPPLIERS)])
        accounts = [{"code": "OWN-1", "name": "Bench", "bank_code": "012", "is_default": True}]
        accounts += [
            {"code": f"812-{at}", "name": f"Supplier {at}", "partner": each.id, "bank_code": "812", "is_default": True}
            for at, each in enumerate(suppliers)
        ]
        masterdata.create_many(system, "partner_bank_account", accounts)
        items = masterdata.create_many(
            system,
            "sku",
            [{"code": f"IT-{at:04}", "name": f"Item {at} 零件", "unit": "pcs"} for at in range(ITEMS)],
        )
        bins = masterdata.create_many(
            system, "location", [{"code": f"B-{at:02}", "name": f"B-{at:02}", "kind": "bin"} for at in range(20)]
        )
        receiving = masterdata.find_by_key("location", ["RECEIVING"])["RECEIVING"]
    return Company(
        tenant_id,
        company_id,
        tuple(str(each.id) for each in suppliers),
        tuple(str(each.id) for each in items),
        str(receiving),
        tuple(str(each.id) for each in bins),
    )


def _supplier(number: int) -> dict[str, object]:
    return {
        "code": f"S-{number:03}",
        "name": f"Supplier {number} 工業",
        "kinds": ["supplier"],
        "country": "TW",
        "currency": "TWD",
        "tax": "VAT5",
    }
