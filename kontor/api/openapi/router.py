"""``GET /openapi.json``."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kontor.api.etags import is_unchanged, not_modified, tag
from kontor.api.http.envelope import JSON, encode
from kontor.api.openapi.build import specification
from kontor.api.requests import actor_of
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.packaging.model import Model
from kontor.tenancy.api import reading
from kontor.tenancy.context import current

router = Router(tags=["Model"])

MOST_KEPT = 16


@router.get("/openapi.json", operation_id="get_openapi", summary="This specification", include_in_schema=False)
def get_openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1 of the caller's tenant, every document type typed; changes when somebody publishes."""
    version, body = _specified(actor_of(request))
    if is_unchanged(request, version):
        return not_modified(version)
    response = HttpResponse(body, content_type=JSON)
    response.headers["ETag"] = tag(version)
    return response


@reading
def _specified(actor: Actor) -> tuple[str, bytes]:
    version = current().config_version_id
    model = packaging.current(actor.tenant_id) if version is not None else None
    language = actor.language
    kept = _kept()
    if (version, language) not in kept:
        if len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)))
        kept[version, language] = _encoded(model, language)
    return f"{version}-{language}", kept[version, language]


@cache
def _kept() -> dict[tuple[UUID | None, str], bytes]:
    """Specifications of this process by version and language."""
    return {}


def _encoded(model: Model | None, language: str) -> bytes:
    from kontor.api.assembly import assembled

    return encode(specification(assembled(), model, language))
