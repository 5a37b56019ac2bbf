"""A tenant with the small pack ``trade`` and three people, fresh for every test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kontor.documents import api
from kontor.documents.contracts import Document, Take
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.testing.builders import BuiltTenant, make_actor, make_tenant

PACK = Path(__file__).parent / "packs" / "trade"


@dataclass(frozen=True, slots=True)
class Trade:
    """The company of the tests, and short words for what its people do."""

    tenant: BuiltTenant
    ann: Actor
    bob: Actor
    eve: Actor

    def request(self, *lines: dict[str, Any], by: Actor | None = None, **values: Any) -> Document:
        """A request of Ann's; one line of 10 bolts at 2.50 unless lines are given."""
        made = lines or ({"description": "bolt", "quantity": "10", "unit_price": "2.50", "supplier": "Acme"},)
        return api.create(by or self.ann, "request", {"title": "Parts", **values}, list(made))

    def approved(self, *lines: dict[str, Any], **values: Any) -> Document:
        """A request whose lines Bob has approved."""
        request = self.submitted(*lines, **values)
        api.fire_lines(self.bob, "request", "approve", [line.id for line in request.lines])
        return api.get(self.bob, "request", request.id)

    def submitted(self, *lines: dict[str, Any], **values: Any) -> Document:
        """A request that waits for review."""
        return api.fire(self.ann, self.request(*lines, **values).id, "submit")

    def buy(self, *takes: Take, **more: Any) -> list[Document]:
        """Bob turns request lines into orders."""
        return api.derive(self.bob, "buy", takes, **more)

    def placed(self, *takes: Take) -> Document:
        """One order of these request lines, placed."""
        [order] = self.buy(*takes)
        return api.fire(self.bob, order.id, "place")

    def read(self, document: Document) -> Document:
        """The document as it stands now."""
        return api.get(self.eve, document.type_code, document.id)


def line(description: str = "bolt", quantity: str = "10", unit_price: str = "2.50", **more: Any) -> dict[str, Any]:
    """A request line."""
    return {"description": description, "quantity": quantity, "unit_price": unit_price, "supplier": "Acme", **more}


def hire(tenant: BuiltTenant, role: str, name: str) -> Actor:
    """A new member of the tenant with a role everywhere."""
    actor = make_actor(tenant, name=name)
    access.assign_role(tenant.system, actor.user_id, role)
    return actor


def make_trade() -> Trade:
    """A fresh tenant with the pack installed: Ann requests, Bob buys, Eve manages."""
    tenant = make_tenant(currency="USD")
    packaging.install(tenant.system, [PACK])
    people = (("requester", "Ann"), ("buyer", "Bob"), ("manager", "Eve"))
    return Trade(tenant, *(hire(tenant, role, name) for role, name in people))


@pytest.fixture
def trade(database: Any) -> Trade:
    return make_trade()


def ids(document: Document) -> list[UUID]:
    """Ids of the lines in order."""
    return [line.id for line in document.lines]
