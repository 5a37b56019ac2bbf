"""What every record can carry: comments and files; documents and master data alike (P16)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile

from kontor.api.http.envelope import Reply
from kontor.api.requests import actor_of
from kontor.api.routers.bodies import Attaching, NewComment
from kontor.api.services.records import (
    Kind,
    ensure_changeable,
    ensure_may_comment,
    ensure_may_upload,
    ensure_readable,
    may_read_file,
)
from kontor.engines.comments import api as comments
from kontor.engines.files import api as files
from kontor.engines.files.contracts import File as StoredFile
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound

router = Router(tags=["Files and comments"])


@router.post("/files", operation_id="upload_file", summary="Upload a file")
def upload_file(request: HttpRequest, file: File[UploadedFile]) -> Reply:
    """Multipart field ``file``, at most 50 MB, typed by its content. Attach it, or name its id in a file field."""
    actor = actor_of(request)
    ensure_may_upload(actor)
    return Reply(_file(files.store(actor, file, file.name or "file")), status=201)


@router.get("/files/{uuid:file_id}", operation_id="download_file", summary="Download a file")
def download_file(request: HttpRequest, file_id: UUID) -> FileResponse:
    """Whoever uploaded it, or may read a record that shows it. Always a download, never a page."""
    actor = actor_of(request)
    opened = files.open_file(actor, file_id)
    if not may_read_file(actor, opened.file):
        opened.content.close()
        raise NotFound(files.FILE, file_id)
    return _download(opened.file, opened.content)


@router.get("/{kind}/{type}/{uuid:id}/attachments", operation_id="list_attachments", summary="Files of a record")
def list_attachments(request: HttpRequest, kind: Kind, type: str, id: UUID) -> list[dict[str, Any]]:
    actor = actor_of(request)
    ensure_readable(actor, kind, type, id)
    return [_file(each) for each in files.list_attachments(actor, type, id)]


@router.post("/{kind}/{type}/{uuid:id}/attachments", operation_id="attach_file", summary="Attach an uploaded file")
def attach_file(request: HttpRequest, kind: Kind, type: str, id: UUID, body: Attaching) -> Reply:
    """Only a file one may read oneself."""
    actor = actor_of(request)
    ensure_readable(actor, kind, type, id)
    _ensure_may_read(actor, body.file_id)
    files.attach(actor, type, id, body.file_id)
    return Reply([_file(each) for each in files.list_attachments(actor, type, id)], status=201)


@router.delete(
    "/{kind}/{type}/{uuid:id}/attachments/{uuid:file_id}",
    operation_id="detach_file",
    summary="Take a file off a record",
)
def detach_file(request: HttpRequest, kind: Kind, type: str, id: UUID, file_id: UUID) -> dict[str, Any]:
    actor = actor_of(request)
    ensure_changeable(actor, kind, type, id)
    files.detach(actor, type, id, file_id)
    return {}


@router.get("/{kind}/{type}/{uuid:id}/comments", operation_id="list_comments", summary="Comments on a record")
def list_comments(request: HttpRequest, kind: Kind, type: str, id: UUID) -> list[Any]:
    actor = actor_of(request)
    ensure_readable(actor, kind, type, id)
    return [_comment(each) for each in comments.list_comments(actor, type, id)]


@router.post("/{kind}/{type}/{uuid:id}/comments", operation_id="add_comment", summary="Comment on a record")
def add_comment(request: HttpRequest, kind: Kind, type: str, id: UUID, body: NewComment) -> Reply:
    actor = actor_of(request)
    ensure_may_comment(actor, kind, type, id)
    return Reply(_comment(comments.add(actor, type, id, body.text, body.mentions)), status=201)


def _ensure_may_read(actor: Actor, file_id: UUID) -> None:
    opened = files.open_file(actor, file_id)
    opened.content.close()
    if not may_read_file(actor, opened.file):
        raise NotFound(files.FILE, file_id)


def _download(file: StoredFile, content: Any) -> FileResponse:
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["ETag"] = f'"{file.sha256}"'
    return response


def _file(file: StoredFile) -> dict[str, Any]:
    return {
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "content_type": file.content_type,
        "created_at": file.created_at,
        "created_by": file.created_by,
    }


def _comment(comment: comments.CommentView) -> dict[str, Any]:
    return {
        "id": comment.id,
        "text": comment.text,
        "created_at": comment.created_at,
        "created_by": comment.created_by,
        "created_by__label": comment.author,
        "mentions": [{"id": user, "name": name} for user, name in comment.mentions],
    }
