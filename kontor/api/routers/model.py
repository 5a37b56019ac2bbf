"""``GET /model``: what the client renders from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kontor.api.etags import is_unchanged, not_modified, tag
from kontor.api.http.envelope import JSON, success
from kontor.api.requests import actor_of
from kontor.api.wire.model import model_json
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.tenancy.api import reading

router = Router(tags=["Model"])

MOST_VERSIONS = 32
_bodies: dict[UUID | None, bytes] = {}


@router.get("/model", operation_id="get_model", summary="Document types, entities, workflows, navigation")
def get_model(request: HttpRequest) -> HttpResponse:
    """The tenant's compiled configuration; the ETag changes when somebody publishes."""
    version, body = _encoded(actor_of(request))
    if is_unchanged(request, version):
        return not_modified(version)
    response = HttpResponse(body, content_type=JSON)
    response.headers["ETag"] = tag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@reading
def _encoded(actor: Actor) -> tuple[UUID | None, bytes]:
    model = packaging.current(actor.tenant_id)
    return model.version_id, _body(model.version_id, model)


def _body(version: UUID | None, model: packaging.Model) -> bytes:
    """The reply for a version, encoded once in a process."""
    if version not in _bodies:
        if len(_bodies) >= MOST_VERSIONS:
            _bodies.pop(next(iter(_bodies)))
        _bodies[version] = success(model_json(model))
    return _bodies[version]
