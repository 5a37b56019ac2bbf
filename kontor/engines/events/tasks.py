"""Jobs of the event store."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.engines.events import api
from kontor.engines.events.listeners import consumers
from kontor.tenancy.api import tenant_ids


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="events.deliver", lock="events.deliver")
def deliver_events(timestamp: int) -> None:
    """Every five seconds: give all consumers of all tenants what is new."""
    if len(consumers):
        for tenant_id in tenant_ids():
            api.deliver(tenant_id)


@app.periodic(cron="10 1 * * *")
@app.task(queueing_lock="events.months")
def make_event_months(timestamp: int) -> None:
    """Every night: make the partitions of the months ahead."""
    api.make_months()
