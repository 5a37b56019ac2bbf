"""Jobs of the event store."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.engines.events import api
from kontor.engines.events.listeners import consumers
from kontor.kernel.actor import Actor
from kontor.tenancy.api import each_tenant


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="events.deliver", lock="events.deliver")
def deliver_events(timestamp: int) -> None:
    """Every five seconds: give all consumers of all tenants what is new."""
    if len(consumers):
        each_tenant(api.deliver)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="events.anchors", lock="events.anchors")
def anchor_events(timestamp: int) -> None:
    """Every minute: one Merkle root for each tenant that recorded anything."""
    each_tenant(lambda tenant_id: api.anchor(Actor.system(tenant_id, via="job")))


@app.periodic(cron="10 1 * * *")
@app.task(queueing_lock="events.months")
def make_event_months(timestamp: int) -> None:
    """Every night: make the partitions of the months ahead."""
    api.make_months()
