"""From the event store to the live line: every recorded event becomes a hint once it is committed."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.engines.events import api as events
from kontor.engines.events.contracts import Event
from kontor.kernel import live
from kontor.tenancy import context


def carry_events() -> None:
    """Register with the event store; called once per serving process."""
    events.listen("live", ["*"])(_announce)


def _announce(recorded: Sequence[Event]) -> None:
    tenant_id = context.current().tenant_id
    changes = [live.Change(tenant_id, each.aggregate_type, each.aggregate_id, each.kind) for each in recorded]
    context.on_commit(lambda: live.publish(changes))
