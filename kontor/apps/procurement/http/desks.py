"""What the put-away and acceptance desks show (R7, R8)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from kontor.apps.procurement.acceptance_desk import waiting_for
from kontor.apps.procurement.storing.bins import suggestions
from kontor.apps.procurement.storing.suggestion import REASONS
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.tenancy.api import reading

router = Router(tags=["procurement"])


class Arrivals(Schema):
    """Lines of receipts to find bins for."""

    line_ids: list[UUID] = Field(max_length=500)


@router.post("/put-away/suggestions")
def suggest_bins(request: HttpRequest, body: Arrivals) -> Any:
    """For each receipt line the bins to use, how much fits in each, and why."""
    return _suggest(request.auth, body.line_ids)  # type: ignore[attr-defined]


@reading
def _suggest(actor: Actor, line_ids: list[UUID]) -> dict[str, list[dict[str, Any]]]:
    access.require(actor, "put_away.create")
    return {
        str(line_id): [{**asdict(each), "why": REASONS[each.reason].to_mapping()} for each in chosen]
        for line_id, chosen in suggestions(line_ids, "put_away").items()
    }


@router.get("/acceptance/waiting")
def list_waiting(request: HttpRequest) -> Any:
    """What arrived for the signed-in person and is not inspected yet, share by share."""
    return [asdict(each) for each in waiting_for(request.auth)]  # type: ignore[attr-defined]
