"""Design A's published endpoints that are more than another name for a generic one (R12)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from kontor.apps.procurement.spending import expenditure
from kontor.masterdata import api as masterdata

router = Router(tags=["published"])


@router.get("/projects/{uuid:id}/expenditure", operation_id="project_expenditure")
def project_expenditure(request: HttpRequest, id: UUID, since: date | None = None, until: date | None = None) -> Any:
    """Budget, requested, committed, received and booked amounts of a project."""
    return asdict(expenditure(request.auth, id, since=since, until=until))  # type: ignore[attr-defined]


@router.get("/storage/locations/search", operation_id="search_locations")
def search_locations(
    request: HttpRequest,
    q: Annotated[str | None, Query(max_length=100)] = None,
    item: UUID | None = None,
    quantity: Annotated[Decimal, Query(ge=0, le=10**12)] = Decimal(0),
    within: UUID | None = None,
    empty: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Any:
    """Places with room for ``quantity`` of ``item``, best first, each with its reason."""
    found = masterdata.free_locations(
        request.auth,  # type: ignore[attr-defined]
        item_id=item,
        quantity=quantity,
        within=within,
        text=q or None,
        empty_only=empty,
        limit=limit,
    )
    return [{**asdict(each), "free": each.free} for each in found]
