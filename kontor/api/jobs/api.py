"""Starting, running and watching jobs."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.api.jobs.registry import job_kinds
from kontor.api.models import Job, JobState
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import DomainError, NotFound
from kontor.kernel.ids import new_id
from kontor.kernel.jsonvalues import to_json
from kontor.kernel.text import Text
from kontor.tenancy.api import reading, unit_of_work

logger = logging.getLogger("kontor.api.jobs")

#: Up to this many items the request itself does the work; more go to a worker.
MOST_AT_ONCE = 50
_REPORT_EVERY_SECONDS = 0.5
JOB = Text(en="job", zh_hant="工作")


def start(actor: Actor, kind: str, request: Mapping[str, Any], total: int) -> dict[str, Any]:
    """Make a job and do it, or hand it to a worker when it is long; the job as ``view`` shows it."""
    job_kinds.get(kind)
    job_id = _enter(actor, kind, request, total)
    if total <= MOST_AT_ONCE:
        run(actor, job_id)
    return view(actor, job_id)


@unit_of_work
def _enter(actor: Actor, kind: str, request: Mapping[str, Any], total: int) -> UUID:
    """The row, and in the same transaction the order for a worker: one exists if and only if the other does."""
    job = Job(id=new_id(), kind=kind, total=total, request=to_json(dict(request)), created_by=actor.user_id)
    job.save(force_insert=True)
    if total > MOST_AT_ONCE:
        from kontor.api.tasks import run_job

        run_job.defer(job_id=str(job.id), actor=_carried(actor))
    return job.id


def run(actor: Actor, job_id: UUID) -> None:
    """Do a queued job; whatever goes wrong becomes its result, never an exception."""
    request = _begin(actor, job_id)
    if request is None:
        return
    kind, body = request
    try:
        result = job_kinds.get(kind).run(actor, body, _Reporter(actor, job_id))
    except DomainError as refusal:
        _finish(actor, job_id, JobState.FAILED, {"error": refused(refusal, actor.language)})
    except Exception:
        logger.exception("job %s (%s) failed", job_id, kind)
        _finish(actor, job_id, JobState.FAILED, {"error": {"code": "INTERNAL_ERROR", "message": str(job_id)}})
    else:
        _finish(actor, job_id, JobState.DONE, result)


@reading
def view(actor: Actor, job_id: UUID) -> dict[str, Any]:
    """A job of the actor: state, how far, and in the end its results.

    Raises:
        NotFound: no such job, or somebody else's.
    """
    job = Job.objects.filter(id=job_id, created_by=actor.user_id).first()
    if job is None:
        raise NotFound(JOB, job_id)
    result = job.result or {}
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "done": job.progress,
        "total": job.total,
        "results": result.get("results", []),
        "result": {name: value for name, value in result.items() if name not in {"results", "error"}},
        "error": result.get("error"),
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }


@reading
def list_jobs(actor: Actor) -> list[dict[str, Any]]:
    """The actor's latest fifty jobs, without their results."""
    rows = Job.objects.filter(created_by=actor.user_id).order_by("-created_at")[:50]
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "done": row.progress,
            "total": row.total,
            "created_at": row.created_at,
            "finished_at": row.finished_at,
        }
        for row in rows
    ]


def refused(refusal: DomainError, language: str) -> dict[str, Any]:
    """A refusal as a result shows it."""
    details = {**refusal.details(language), **({"path": refusal.path} if refusal.path else {})}
    return {"code": refusal.code, "message": refusal.message(language), "details": details}


class _Reporter:
    """Writes progress twice a second at most; inside an open transaction nobody could see it, so not at all."""

    def __init__(self, actor: Actor, job_id: UUID) -> None:
        self.actor, self.job_id, self.last = actor, job_id, time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if connection.in_atomic_block or now - self.last < _REPORT_EVERY_SECONDS:
            return
        self.last = now
        _note(self.actor, self.job_id, done)


@unit_of_work
def _begin(actor: Actor, job_id: UUID) -> tuple[str, Mapping[str, Any]] | None:
    """Take the job; None when another worker has it or it is done."""
    taken = Job.objects.filter(id=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=current_clock().now()
    )
    if not taken:
        return None
    row = Job.objects.get(id=job_id)
    return row.kind, row.request


@unit_of_work
def _note(actor: Actor, job_id: UUID, done: int) -> None:
    Job.objects.filter(id=job_id).update(progress=done)


@unit_of_work
def _finish(actor: Actor, job_id: UUID, state: JobState, result: Mapping[str, Any]) -> None:
    row = Job.objects.get(id=job_id)
    row.state, row.result, row.finished_at = state, to_json(dict(result)), current_clock().now()
    row.progress = row.total if state == JobState.DONE else row.progress
    row.save(update_fields=["state", "result", "finished_at", "progress"])


def _carried(actor: Actor) -> dict[str, Any]:
    """The actor as a job carries it."""
    return {
        "user_id": str(actor.user_id),
        "tenant_id": str(actor.tenant_id),
        "organisation_id": str(actor.organisation_id) if actor.organisation_id else None,
        "language": actor.language,
        "timezone": actor.timezone,
        "address": actor.address,
        "correlation_id": str(actor.correlation_id),
        "name": actor.name,
        "permissions": sorted(actor.permissions) if actor.permissions is not None else None,
    }


def actor_from(carried: Mapping[str, Any]) -> Actor:
    """The actor a job acts for; its rights are asked anew when it runs."""
    organisation, permissions = carried.get("organisation_id"), carried.get("permissions")
    return Actor(
        user_id=UUID(carried["user_id"]),
        tenant_id=UUID(carried["tenant_id"]),
        organisation_id=UUID(organisation) if organisation else None,
        language=carried["language"],
        timezone=carried["timezone"],
        address=carried.get("address"),
        via="job",
        correlation_id=UUID(carried["correlation_id"]),
        name=carried.get("name", ""),
        permissions=frozenset(permissions) if permissions is not None else None,
    )
