"""``/search``: one box over everything the reader may see (P11)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from kontor.api.requests import actor_of
from kontor.api.services.records import readable_among, readable_types
from kontor.engines.search import api as search
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.tenancy.api import reading

router = Router(tags=["Search"])

MOST_HITS = 50
#: Hits asked for each one shown, because rights are applied afterwards.
SPARE = 4


@router.get("/search", operation_id="search", summary="Find records of every kind")
def find(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=MOST_HITS)] = 20,
    types: Annotated[str, Query(max_length=1_000)] = "",
) -> list[dict[str, Any]]:
    """Best first. Words may be unfinished or Chinese; ``types`` narrows to some types, comma separated."""
    return _find(actor_of(request), q, limit, {each for each in types.split(",") if each})


@reading
def _find(actor: Actor, text: str, limit: int, types: set[str]) -> list[dict[str, Any]]:
    allowed = [each for each in readable_types(actor) if not types or each in types]
    hits = search.find(actor, text, limit * SPARE, types=allowed)
    by_type: dict[str, list[Any]] = {}
    for hit in hits:
        by_type.setdefault(hit.type_code, []).append(hit.record_id)
    seen = readable_among(actor, by_type)
    model = packaging.current(actor.tenant_id)
    return [
        {
            "type": hit.type_code,
            "kind": "document" if hit.type_code in model.documents else "entity",
            "type_label": model.labels_of_kind(hit.type_code).to_mapping(),
            "id": hit.record_id,
            "title": hit.title,
            "subtitle": hit.subtitle,
            "rank": hit.rank,
        }
        for hit in hits
        if hit.record_id in seen
    ][:limit]
