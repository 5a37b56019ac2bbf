"""``/export``: lists as Excel or CSV with their filters (P10)."""

from __future__ import annotations

from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import Query, Router

from kontor.api.requests import actor_of
from kontor.api.services.exports import document_file, line_file, record_file
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.tenancy.api import reading

router = Router(tags=["Exports"])


@router.get("/documents/{type}/export", operation_id="export_documents", summary="Documents as a file")
def export_documents(request: HttpRequest, type: str, format: str = "xlsx") -> FileResponse:
    """``format`` xlsx or csv; ``fields``, filters, view and sort as in the list."""
    return document_file(request, actor_of(request), type)


@router.get("/documents/{type}/lines/export", operation_id="export_lines", summary="Lines as a file")
def export_lines(request: HttpRequest, type: str, format: str = "xlsx") -> FileResponse:
    return line_file(request, actor_of(request), type)


@router.get("/master/{entity}/export", operation_id="export_records", summary="Records as a file")
def export_records(request: HttpRequest, entity: str, format: str = "xlsx") -> FileResponse:
    return record_file(request, actor_of(request), entity)


@router.get("/exports", operation_id="export_any", summary="Any list as a file")
def export_any(
    request: HttpRequest, of: Annotated[str, Query(min_length=1, max_length=63)], format: str = "xlsx"
) -> FileResponse:
    """``of`` names a document type or an entity."""
    actor = actor_of(request)
    return document_file(request, actor, of) if _is_document(actor, of) else record_file(request, actor, of)


@reading
def _is_document(actor: Actor, code: str) -> bool:
    return code in packaging.current(actor.tenant_id).documents
