"""The company itself: tenant, departments, people with their roles, fiscal years, configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from kontor.apps.demo.people import ORGANISATIONS, PEOPLE, Person
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.progress import Progress
from kontor.ledgers.accounting import api as accounting
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.tenancy import api as tenancy

TENANT_CODE = "kunyue"
TIMEZONE = "Asia/Taipei"
CURRENCY = "TWD"
BANK, SHARE_CAPITAL = "1103", "3111"
CAPITAL = Decimal(60_000_000)
PACKS = ("platform", "accounting_tw", "procurement")


@dataclass(frozen=True, slots=True)
class Company:
    """The demo tenant with everybody as an actor, by login."""

    tenant_id: UUID
    company_id: UUID
    people: Mapping[str, Actor]

    @property
    def system(self) -> Actor:
        """The platform acting in the company."""
        return Actor.system(self.tenant_id, organisation_id=self.company_id, timezone=TIMEZONE)

    def __getitem__(self, login: str) -> Actor:
        return self.people[login]


def found(password: str, today: date, progress: Progress) -> Company:
    """A new tenant with packs installed, last year and this year open for booking."""
    tenant = tenancy.create_tenant(TENANT_CODE, "昆岳精機 Kunyue Machinery", language="zh-Hant", timezone=TIMEZONE)
    system = Actor.system(tenant.id, timezone=TIMEZONE)
    places = _organisations(system)
    company_id = places[ORGANISATIONS[0][0]]
    system = system.replace(organisation_id=company_id)
    packaging.install(system, PACKS, note="demo")
    for year in (today.year - 1, today.year):
        accounting.create_fiscal_year(system, company_id, date(year, 1, 1))
    people = {}
    for person in PEOPLE:
        people[person.login] = _hire(system, person, places, password, since=date(today.year - 1, 1, 1))
        progress.advance()
    return Company(tenant.id, company_id, people)


def open_books(company: Company, today: date) -> None:
    """What the founders paid in stands in the bank, so that a year of payments leaves something there."""
    with tenancy.working(company.system):
        accounts = masterdata.find_by_key("account", [BANK, SHARE_CAPITAL])
        accounting.post(
            company.system,
            accounting.EntryDraft(
                company_id=company.company_id,
                date=date(today.year - 1, 1, 1),
                currency=CURRENCY,
                text="設立資本 Founders' capital",
                lines=(
                    accounting.EntryLine(account_id=accounts[BANK], debit=CAPITAL),
                    accounting.EntryLine(account_id=accounts[SHARE_CAPITAL], credit=CAPITAL),
                ),
            ),
        )


def _organisations(system: Actor) -> dict[str, UUID]:
    made: dict[str, UUID] = {}
    for code, name, kind, parent in ORGANISATIONS:
        organisation = tenancy.create_organisation(
            system,
            code=code,
            name=name,
            kind=kind,
            parent_id=made[parent] if parent else None,
            currency=CURRENCY if kind == "company" else "",
        )
        made[code] = organisation.id
    return made


def _hire(system: Actor, person: Person, places: Mapping[str, UUID], password: str, *, since: date) -> Actor:
    """Everybody works company-wide: a role holds for the company and everything below it."""
    user = tenancy.create_user(person.email, person.name, password=password, language=person.language)
    tenancy.add_member(system, user.id, places["KYM"])
    for role in person.roles:
        access.assign_role(system, user.id, role, organisation_id=places["KYM"], valid_from=since)
    return tenancy.actor_for(user.id, system.tenant_id)
