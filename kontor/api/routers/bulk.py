"""Many records at once, as a job with a result for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from kontor.api.http.envelope import Reply
from kontor.api.jobs import api as jobs
from kontor.api.jobs.registry import Report, job
from kontor.api.requests import actor_of
from kontor.api.routers.bodies import Bulk
from kontor.api.services.documents import kind_of
from kontor.documents import api as documents
from kontor.documents.contracts import BulkItem
from kontor.kernel.actor import Actor
from kontor.kernel.errors import DomainError

router = Router(tags=["Bulk"])

#: Lines decided together; progress is told after each.
CHUNK = 100


@router.post("/bulk", operation_id="bulk", summary="Fire an action on many records")
def bulk(request: HttpRequest, body: Bulk) -> Reply:
    """Up to fifty are done at once; more become a job whose progress ``GET /jobs/{id}`` tells."""
    actor = actor_of(request)
    kind_of(actor, body.type)
    return Reply(jobs.start(actor, "bulk", body.model_dump(mode="json"), len(body.items)), status=202)


@router.get("/jobs", operation_id="list_jobs", summary="My latest jobs")
def list_jobs(request: HttpRequest) -> list[dict[str, Any]]:
    return jobs.list_jobs(actor_of(request))


@router.get("/jobs/{uuid:id}", operation_id="get_job", summary="Progress and results of a job")
def get_job(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return jobs.view(actor_of(request), id)


@job("bulk")
def run_bulk(actor: Actor, request: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Each record for itself: one that is refused leaves the others."""
    entries = request["items"]
    if all(each.get("line_id") and each.get("version") is None for each in entries):
        return {"results": _decide_lines(actor, request, report)}
    items = [
        BulkItem(UUID(each["id"]), UUID(each["line_id"]) if each.get("line_id") else None, each.get("version"))
        for each in entries
    ]
    results = documents.fire_bulk(
        actor,
        items,
        request["action"],
        inputs=request["inputs"],
        comment=request["comment"],
        confirmed=tuple(request["confirmed"]),
        progress=lambda done, total: report(done),
    )
    return {
        "results": [_result(each.item.document_id, each.item.line_id, each.error, actor.language) for each in results]
    }


def _decide_lines(actor: Actor, request: Mapping[str, Any], report: Report) -> list[dict[str, Any]]:
    """Lines by the hundred: each hundred is one handful of statements in a transaction of its own."""
    owners = {UUID(each["line_id"]): UUID(each["id"]) for each in request["items"]}
    line_inputs = {UUID(line): values for line, values in request["line_inputs"].items()}
    ids = list(owners)
    results: list[dict[str, Any]] = []
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        fired = documents.fire_lines_each(
            actor,
            request["type"],
            request["action"],
            chunk,
            inputs=request["inputs"],
            line_inputs={line: line_inputs[line] for line in chunk if line in line_inputs},
            comment=request["comment"],
            confirmed=tuple(request["confirmed"]),
        )
        results += [_result(owners[each.line_id], each.line_id, each.error, actor.language) for each in fired.results]
        report(len(results))
    return results


def _result(document_id: UUID, line_id: UUID | None, error: DomainError | None, language: str) -> dict[str, Any]:
    return {
        "id": str(document_id),
        "line_id": str(line_id) if line_id else None,
        "ok": error is None,
        "error": jobs.refused(error, language) if error is not None else None,
    }
