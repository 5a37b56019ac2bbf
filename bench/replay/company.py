"""The empty company the data goes into: US dollars with four decimals, users for every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bench.replay.data import Source

PASSWORD = "replay-adventure-works"
TENANT_CODE = "adventureworks"
ROUNDING = [
    {"step": step, "currency": "USD", "places": 4} for step in ("unit_price", "line_amount", "tax", "total")
] + [{"step": "cost", "places": 6}]


@dataclass(frozen=True, slots=True)
class Company:
    code: str
    tenant_id: UUID
    company_id: UUID

    def address_of(self, login: str) -> str:
        """The e-mail address of a person."""
        return _address(login, self.code)


def _address(login: str, code: str) -> str:
    return f"{login}@{code}.example"


def found(source: Source, code: str = TENANT_CODE) -> Company:
    """Through the platform's own functions: tenants and their first users are not made by API."""
    from kontor.engines.access import api as access
    from kontor.kernel.actor import Actor
    from kontor.ledgers.accounting import api as accounting
    from kontor.packaging import api as packaging
    from kontor.tenancy import api as tenancy

    tenant = tenancy.create_tenant(code, "Adventure Works Cycles", timezone="UTC")
    system = Actor.system(tenant.id)
    company = tenancy.create_organisation(system, code="AW", name="Adventure Works", kind="company", currency="USD")
    system = system.replace(organisation_id=company.id)
    packaging.install(system, ["procurement"], note="replay")
    overlay = {
        "settings": {
            "home_country": "US",
            "acceptance_required": False,
            "over_delivery_percent": 0,
            "rounding": ROUNDING,
        }
    }
    packaging.publish(system, overlay, note="four decimals, no acceptance")
    years = {order.order_date.year for order in source.orders} | {order.ship_date.year for order in source.orders}
    for year in range(min(years), max(years) + 2):
        accounting.create_fiscal_year(system, company.id, date(year, 1, 1))
    people = {
        "admin": ("administrator",),
        "dock": ("warehouse",),
        "books": ("accountant",),
        "chief": ("finance_manager",),
    }
    people |= {f"buyer{order.buyer}": ("procurement_manager",) for order in source.orders}
    for login, roles in people.items():
        user = tenancy.create_user(_address(login, code), login, password=PASSWORD)
        tenancy.add_member(system, user.id, company.id)
        for role in roles:
            access.assign_role(system, user.id, role, organisation_id=company.id, valid_from=date(2020, 1, 1))
    return Company(code, tenant.id, company.id)
