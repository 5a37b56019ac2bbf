"""``/master``: every kind of master data (P14)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kontor.api.etags import expected_version, is_unchanged, not_modified, tag
from kontor.api.http.envelope import Reply
from kontor.api.queries import query_of
from kontor.api.requests import actor_of
from kontor.api.routers.bodies import Deletion, NewRecord, RecordChange
from kontor.api.services.master import entity_of, shown_record
from kontor.masterdata import api as masterdata

router = Router(tags=["Master data"])


@router.get("/master/{entity}", operation_id="list_records", summary="List records")
def list_records(request: HttpRequest, entity: str) -> Any:
    """Like lists of documents: filters, sort, page, fields, text, count."""
    actor = actor_of(request)
    return masterdata.list_records(actor, entity, query_of(request, entity_of(actor, entity).entity.list))


@router.post("/master/{entity}", operation_id="create_record", summary="Create a record")
def create_record(request: HttpRequest, entity: str, body: NewRecord) -> Reply:
    actor = actor_of(request)
    made = masterdata.create(actor, entity, body.values)
    address = f"/api/v1/master/{entity}/{made.id}"
    return Reply(shown_record(actor, made), status=201, headers={"ETag": tag(made.version), "Location": address})


@router.get("/master/{entity}/{uuid:id}", operation_id="get_record", summary="Read a record")
def get_record(request: HttpRequest, entity: str, id: UUID) -> Reply | HttpResponse:
    actor = actor_of(request)
    record = masterdata.get(actor, entity, id)
    if is_unchanged(request, record.version):
        return not_modified(record.version)
    return Reply(shown_record(actor, record), headers={"ETag": tag(record.version)})


@router.patch("/master/{entity}/{uuid:id}", operation_id="change_record", summary="Change a record")
def change_record(request: HttpRequest, entity: str, id: UUID, body: RecordChange) -> Reply:
    """Values that are left out stay."""
    actor = actor_of(request)
    changed = masterdata.change(actor, entity, id, body.values, expected_version(request, body.version))
    return Reply(shown_record(actor, changed), headers={"ETag": tag(changed.version)})


@router.delete("/master/{entity}/{uuid:id}", operation_id="delete_record", summary="Delete a record")
def delete_record(request: HttpRequest, entity: str, id: UUID, body: Deletion | None = None) -> dict[str, Any]:
    """Soft, with a reason; a record in use is made inactive instead."""
    given = body or Deletion()
    version = expected_version(request, given.version)
    masterdata.delete(actor_of(request), entity, id, given.reason, version)
    return {}
