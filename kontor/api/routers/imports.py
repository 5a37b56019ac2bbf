"""``/imports``: a sheet into master data – looked at first, then taken in (P10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from kontor.api.http.envelope import Reply
from kontor.api.jobs import api as jobs
from kontor.api.jobs.registry import Report, job
from kontor.api.requests import actor_of
from kontor.api.routers.bodies import Body, Name
from kontor.api.services.records import may_read_file
from kontor.engines.files import api as files
from kontor.engines.files.contracts import OpenFile
from kontor.engines.imports import api as imports
from kontor.engines.imports.sheets import read
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound

router = Router(tags=["Imports"])

#: Larger files are taken in by a worker.
LARGEST_AT_ONCE = 2 * 1024 * 1024

FieldMapping = Annotated[dict[str, str | None], Field(max_length=500)]


class ImportPreview(Body):
    entity: Name
    file_id: UUID
    mapping: FieldMapping | None = None
    """Column heading → field; None, or nothing, leaves a column out. Without a mapping the server proposes one."""
    write: Literal["create", "update", "upsert"] = "upsert"


class Import(ImportPreview):
    mode: Literal["all_or_nothing", "skip_bad"] = "all_or_nothing"


@router.post("/imports/preview", operation_id="preview_import", summary="What an import would do")
def preview(request: HttpRequest, body: ImportPreview) -> dict[str, Any]:
    """Every row goes the whole way and is taken back: mistakes with row and column, and how many would be made."""
    actor = actor_of(request)
    opened = _opened(actor, body.file_id)
    name = opened.file.name
    with opened.content as content:
        mapping = _complete(content, name, body.mapping)
        seen = imports.preview(actor, body.entity, content, name, mapping, mode=body.write)
    return {
        "columns": [each.heading for each in seen.columns],
        "mapping": {each.heading: each.field for each in seen.columns if each.field},
        "examples": {each.heading: each.examples for each in seen.columns},
        "rows": seen.rows,
        "total": seen.total,
        "good": seen.total - len({each.row for each in seen.problems}),
        "created": seen.created,
        "updated": seen.updated,
        "unchanged": seen.unchanged,
        "missing": seen.missing,
        "problems": [each.details(actor.language) for each in seen.problems],
    }


@router.post("/imports", operation_id="run_import", summary="Import a sheet")
def run(request: HttpRequest, body: Import) -> Reply:
    """The report at once; of files over 2 MB the job that makes it."""
    actor = actor_of(request)
    opened = _opened(actor, body.file_id)
    asked = body.model_dump(mode="json")
    with opened.content as content:
        if opened.file.size > LARGEST_AT_ONCE:
            rows = len(read(content, opened.file.name).rows)
            return Reply({"job": jobs.start(actor, "import", asked, max(rows, jobs.MOST_AT_ONCE + 1))}, status=202)
    return Reply(run_import(actor, asked, lambda done: None))


@job("import")
def run_import(actor: Actor, request: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Take a sheet in; ``is_applied`` false means there were mistakes and nothing was written."""
    opened = _opened(actor, UUID(request["file_id"]))
    name = opened.file.name
    with opened.content as content:
        done = imports.run(
            actor,
            request["entity"],
            content,
            name,
            _complete(content, name, request["mapping"]),
            mode=request["write"],
            on_error="skip" if request["mode"] == "skip_bad" else "stop",
            progress=lambda rows, total: report(rows),
        )
    return {
        "total": done.total,
        "created": done.created,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "skipped": done.skipped,
        "is_applied": done.is_applied,
        "problems": [each.details(actor.language) for each in done.problems],
    }


def _opened(actor: Actor, file_id: UUID) -> OpenFile:
    """A file the actor may read. Raises NotFound."""
    opened = files.open_file(actor, file_id)
    if not may_read_file(actor, opened.file):
        opened.content.close()
        raise NotFound(files.FILE, file_id)
    return opened


def _complete(content: Any, name: str, mapping: Mapping[str, str | None] | None) -> dict[str, str | None] | None:
    """A person's mapping is the whole mapping: columns they left out stay out."""
    if mapping is None:
        return None
    headings = read(content, name).headings
    content.seek(0)
    return {**dict.fromkeys(headings), **{heading: field or None for heading, field in mapping.items()}}
