"""``/documents``: every type of document, through the one write path."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kontor.api.etags import expected_version, is_unchanged, not_modified, tag
from kontor.api.http.envelope import Reply
from kontor.api.queries import query_of
from kontor.api.requests import actor_of
from kontor.api.routers.bodies import Deletion, DocumentChange, NewDocument
from kontor.api.services.documents import kind_of, shown
from kontor.api.services.named_files import showing_files
from kontor.documents import api as documents
from kontor.kernel.actor import Actor
from kontor.tenancy.api import unit_of_work

router = Router(tags=["Documents"])


@router.get("/documents/{type}", operation_id="list_documents", summary="List documents of a type")
def list_documents(request: HttpRequest, type: str) -> Any:
    """Filters ``field__op=value`` or ``filter`` (JSONLogic), ``sort``, ``page``, ``fields``, ``q``, ``count``."""
    actor = actor_of(request)
    return documents.list_documents(actor, type, query_of(request, kind_of(actor, type).type.list))


@router.get("/documents/{type}/lines", operation_id="list_lines", summary="List lines with their documents")
def list_lines(request: HttpRequest, type: str) -> Any:
    """Rows are lines; ``document`` beside them says to which they belong."""
    actor = actor_of(request)
    kind_of(actor, type)
    return documents.list_lines(actor, type, query_of(request))


@router.post("/documents/{type}", operation_id="create_document", summary="Create a document")
def create_document(request: HttpRequest, type: str, body: NewDocument) -> Reply:
    actor = actor_of(request)
    reply, version = _create(actor, type, body)
    address = f"/api/v1/documents/{type}/{reply['id']}"
    return Reply(reply, status=201, headers={"ETag": tag(version), "Location": address})


@unit_of_work
def _create(actor: Actor, type: str, body: NewDocument) -> tuple[dict[str, Any], int]:
    """The document and its reply in one transaction."""
    made = documents.create(actor, type, body.values, body.lines, confirmed=tuple(body.confirmed))
    showing_files(actor, made)
    return shown(actor, made), made.version


@router.get("/documents/{type}/{uuid:id}", operation_id="get_document", summary="Read a document")
def get_document(request: HttpRequest, type: str, id: UUID) -> Reply | HttpResponse:
    actor = actor_of(request)
    document = documents.get(actor, type, id)
    if is_unchanged(request, document.version):
        return not_modified(document.version)
    return Reply(shown(actor, document), headers={"ETag": tag(document.version)})


@router.patch("/documents/{type}/{uuid:id}", operation_id="change_document", summary="Change a document")
def change_document(request: HttpRequest, type: str, id: UUID, body: DocumentChange) -> Reply:
    """Values that are left out stay; lines are matched by ``id``, lines without one are new."""
    actor = actor_of(request)
    reply, version = _change(actor, type, id, body, expected_version(request, body.version))
    return Reply(reply, headers={"ETag": tag(version)})


@unit_of_work
def _change(
    actor: Actor, type: str, id: UUID, body: DocumentChange, expected: int | None
) -> tuple[dict[str, Any], int]:
    """The change and its reply in one transaction."""
    changed = documents.change(
        actor,
        id,
        version=expected,
        values=body.values,
        lines=body.lines,
        removed_lines=tuple(body.removed_lines),
        confirmed=tuple(body.confirmed),
        type_code=type,
    )
    showing_files(actor, changed)
    return shown(actor, changed), changed.version


@router.delete("/documents/{type}/{uuid:id}", operation_id="delete_document", summary="Delete a draft")
def delete_document(request: HttpRequest, type: str, id: UUID, body: Deletion | None = None) -> dict[str, Any]:
    """Soft, with a reason; documents that anything follows are cancelled instead."""
    actor = actor_of(request)
    given = body or Deletion()
    expected = expected_version(request, given.version)
    documents.delete(actor, id, version=expected, reason=given.reason, type_code=type)
    return {}
