"""A warehouse as tests talk to it: items and locations by name, quantities and costs as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from kontor.kernel.actor import Actor
from kontor.kernel.proofs import Violation, prove
from kontor.ledgers.stock import api as stock
from kontor.ledgers.stock.contracts import ItemFacts, LocationFacts, MoveRequest, MoveResult, Place
from kontor.ledgers.stock.facts import use_source
from kontor.masterdata.models import Location, Project, Sku, Unit
from kontor.tenancy.api import create_organisation, create_tenant, working

PROOFS = ("stock_quantities", "stock_values", "stock_layers", "stock_reservations")
VIRTUAL = ("supplier", "consumption", "loss", "customer")
TODAY = dt.date(2026, 3, 10)


@dataclass
class Told:
    """Facts as the test tells them."""

    known_items: dict[UUID, ItemFacts] = field(default_factory=dict)
    known_locations: dict[UUID, LocationFacts] = field(default_factory=dict)

    def items(self, ids: Collection[UUID]) -> Mapping[UUID, ItemFacts]:
        return {each: self.known_items[each] for each in ids if each in self.known_items}

    def locations(self, ids: Collection[UUID]) -> Mapping[UUID, LocationFacts]:
        return {each: self.known_locations[each] for each in ids if each in self.known_locations}


@dataclass
class Warehouse:
    """One company's stock. ``moves`` take names; every call is its own committed transaction."""

    actor: Actor
    company_id: UUID
    told: Told = field(default_factory=Told)
    ids: dict[str, UUID] = field(default_factory=dict)
    keys: Any = field(default_factory=count)

    @property
    def stamps(self) -> dict[str, UUID]:
        return {"created_by": self.actor.user_id, "updated_by": self.actor.user_id}

    def project(self, code: str) -> UUID:
        with working(self.actor):
            return Project.objects.create(code=code, name=code, **self.stamps).id

    def item(self, code: str, **facts: Any) -> UUID:
        with working(self.actor):
            self.ids[code] = Sku.objects.create(code=code, name=code, unit="pcs", **self.stamps).id
        self.told.known_items[self.ids[code]] = ItemFacts(code=code, unit="pcs", **facts)
        return self.ids[code]

    def location(self, code: str, kind: str = "position", **facts: Any) -> UUID:
        stocked = kind not in VIRTUAL
        with working(self.actor):
            self.ids[code] = Location.objects.create(code=code, name=code, kind=kind, **self.stamps).id
        self.told.known_locations[self.ids[code]] = LocationFacts(code=code, kind=kind, is_stocked=stocked, **facts)
        return self.ids[code]

    def move(self, quantity: str, item: str, source: str, target: str, **facts: Any) -> MoveRequest:
        if "unit_cost" in facts and facts["unit_cost"] is not None:
            facts["unit_cost"] = Decimal(facts["unit_cost"])
        return MoveRequest(
            key=f"m{next(self.keys)}",
            company_id=self.company_id,
            item_id=self.ids[item],
            quantity=Decimal(quantity),
            source_location_id=self.ids[source],
            target_location_id=self.ids[target],
            **{"date": TODAY, **facts},
        )

    def post(self, *moves: MoveRequest, places: int = 2) -> list[MoveResult]:
        with use_source(self.told):
            results = stock.post(self.actor, moves, places=places)
        return [results[each.key] for each in moves]

    def receive(self, quantity: str, item: str, target: str, cost: str | None = "1", **facts: Any) -> MoveResult:
        return self.post(self.move(quantity, item, "supplier", target, unit_cost=cost, **facts))[0]

    def issue(self, quantity: str, item: str, source: str, **facts: Any) -> MoveResult:
        return self.post(self.move(quantity, item, source, "consumption", **facts))[0]

    def on_hand(self, item: str, location: str | None = None) -> Decimal:
        wanted = stock.BalanceFilter(
            item_ids=[self.ids[item]], location_ids=None if location is None else [self.ids[location]]
        )
        return sum((row.on_hand for row in stock.balances(self.actor, wanted)), Decimal(0))

    def value(self, item: str, as_of: dt.date | None = None) -> tuple[Decimal, Decimal]:
        found = stock.valuation(self.actor, self.company_id, as_of, item_ids=[self.ids[item]])
        return (found[0].quantity, found[0].value) if found else (Decimal(0), Decimal(0))

    def history(self, item: str) -> list[stock.HistoryRow]:
        return stock.history(self.actor, self.company_id, self.ids[item])

    def reserve(self, quantity: str, item: str, location: str, key: str, **facts: Any) -> None:
        request = stock.ReservationRequest(
            key=key,
            company_id=self.company_id,
            item_id=self.ids[item],
            location_id=self.ids[location],
            quantity=Decimal(quantity),
            **facts,
        )
        with use_source(self.told):
            stock.reserve(self.actor, [request])

    def violations(self) -> list[Violation]:
        with working(self.actor, read_only=True):
            return [each for result in prove(self.actor.tenant_id, PROOFS) for each in result.violations]

    def place(self, item: str, location: str, lot: str = "") -> Place:
        return Place(self.ids[item], self.ids[location], lot)


def warehouse_of() -> Warehouse:
    """A fresh tenant with one company, two bins and the virtual locations."""
    tenant = create_tenant(f"stock-{uuid4().hex[:12]}", "Stock tests")
    actor = Actor.system(tenant.id)
    company = create_organisation(actor, code="ACME", name="Acme", kind="company", currency="TWD")
    made = Warehouse(actor, company.id)
    with working(actor):
        Unit.objects.create(code="pcs", name="Pieces", **made.stamps)
    for code in ("A-01", "A-02"):
        made.location(code)
    for code in VIRTUAL:
        made.location(code, code)
    made.item("BOLT")
    made.item("NUT", costing="fifo")
    return made
