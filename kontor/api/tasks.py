"""Tasks of the job worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from kontor.kernel.actor import Actor
from kontor.tenancy.api import tenant_ids, unit_of_work

#: Stored replies are given again for a week.
KEEP_REPLIES_DAYS = 7


@app.task(name="api.run_job", queue="default")
def run_job(job_id: str, actor: Mapping[str, Any]) -> None:
    """Do one long job; imports the kinds first, because a worker loads no routers."""
    from kontor.api.assembly import assembled
    from kontor.api.jobs import api as jobs

    assembled()
    jobs.run(jobs.actor_from(actor), UUID(job_id))


@app.periodic(cron="17 3 * * *")
@app.task(name="api.forget_old_replies", queue="default")
def forget_old_replies(timestamp: int) -> None:
    """Drop stored replies older than a week, tenant by tenant."""
    for tenant_id in tenant_ids():
        _forget(Actor.system(tenant_id))


@app.periodic(cron="47 3 * * *")
@app.task(name="api.forget_ended_sessions", queue="default")
def forget_ended_sessions(timestamp: int) -> None:
    """Drop sign-ins that ended by themselves; all tenants share the table."""
    from django.contrib.sessions.models import Session

    from kontor.kernel.clock import current_clock

    Session.objects.filter(expire_date__lt=current_clock().now()).delete()


@unit_of_work
def _forget(actor: Actor) -> None:
    from datetime import timedelta

    from kontor.api.models import IdempotencyRecord
    from kontor.kernel.clock import current_clock

    limit = current_clock().now() - timedelta(days=KEEP_REPLIES_DAYS)
    IdempotencyRecord.objects.filter(created_at__lt=limit).delete()
