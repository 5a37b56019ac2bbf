"""``/master``: storage trees and SKUs in bulk, free places, supplier prices (R3, R7, P1)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.masterdata import api as masterdata
from kontor.tenancy import api as tenancy

prefix = ""
router = Router(tags=["Master data"])

Part = Annotated[str, StringConstraints(min_length=1, max_length=20, strip_whitespace=True)]
Parts = Annotated[list[Part], Field(max_length=500)]
Words = Annotated[str, StringConstraints(max_length=100)]
Currency = Annotated[str, StringConstraints(max_length=3)]
Limit = Annotated[int, Field(ge=1, le=200)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=24, decimal_places=6)]


class StorageTree(BaseModel):
    """Every zone gets every shelf, every shelf every level, every level every position."""

    model_config = ConfigDict(extra="forbid")

    site: Part
    zones: Annotated[list[Part], Field(min_length=1, max_length=500)]
    shelves: Parts = []
    levels: Parts = []
    positions: Parts = []
    capacity: Amount | None = None
    category: UUID | None = None
    organisation: UUID | None = None


class Variants(BaseModel):
    """SKUs for every combination of the style's dimensions."""

    model_config = ConfigDict(extra="forbid")

    unit: Part | None = None


@router.post("/master/location/generate", operation_id="generate_locations", summary="Build a storage tree")
def generate_locations(request: HttpRequest, body: StorageTree) -> dict[str, Any]:
    """Codes like ``Z1-A-3-L``; places that exist stay, so sending it twice makes nothing new."""
    made = masterdata.generate_locations(
        _actor(request), body.site, body.zones, body.shelves, body.levels, body.positions,
        capacity=body.capacity, category_id=body.category, organisation_id=body.organisation,
    )  # fmt: skip
    return _generated(made)


@router.get("/master/location/free", operation_id="free_locations", summary="Places with room")
def free_locations(
    request: HttpRequest,
    item: UUID | None = None,
    quantity: Amount = Decimal(0),
    within: UUID | None = None,
    q: Words = "",
    empty: bool = False,
    limit: Limit = 20,
) -> list[dict[str, Any]]:
    """Best first, each with its reason: ``same_item``, ``fixed``, ``empty``, ``room``."""
    found = masterdata.free_locations(
        _actor(request), item_id=item, quantity=quantity, within=within, text=q or None, empty_only=empty, limit=limit
    )
    return [
        {
            "id": each.location_id,
            "code": each.code,
            "path": each.path,
            "capacity": each.capacity,
            "occupied": each.occupied,
            "free": each.free,
            "reason": each.reason,
        }
        for each in found
    ]


@router.post("/master/style/{uuid:id}/skus", operation_id="generate_skus", summary="Make the SKUs of a style")
def generate_skus(request: HttpRequest, id: UUID, body: Variants | None = None) -> dict[str, Any]:
    """Size × colour, each once however often it is asked."""
    return _generated(masterdata.generate_skus(_actor(request), id, unit=(body or Variants()).unit))


@router.get("/master/sku/{uuid:id}/price", operation_id="supplier_price_of", summary="What a supplier asks")
def price(
    request: HttpRequest,
    id: UUID,
    partner: UUID | None = None,
    quantity: Amount = Decimal(1),
    on: dt.date | None = None,
    currency: Currency | None = None,
) -> dict[str, Any] | None:
    """Without ``partner`` the best of all suppliers; null when nobody has a price for the quantity and day."""

    @tenancy.reading
    def ask(actor: Actor) -> masterdata.Price | None:
        access.require(actor, "supplier_price.read")
        day = on or current_clock().today(actor.timezone)
        return masterdata.price(id, partner, quantity, day, currency=currency)

    found = ask(_actor(request))
    if found is None:
        return None
    return {
        "partner": found.partner_id,
        "unit_price": found.unit_price,
        "currency": found.currency,
        "unit": found.unit,
        "min_quantity": found.min_quantity,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "lead_days": found.lead_days,
    }


def _generated(made: masterdata.Generated) -> dict[str, Any]:
    return {"created": made.created, "existing": made.existing, "ids": dict(made.ids)}


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.auth)  # type: ignore[attr-defined]
