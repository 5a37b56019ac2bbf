"""The public face of events. All but ``deliver``, ``anchor`` and ``make_months`` asks for an open unit of work."""

from __future__ import annotations

from django.db import connection

from kontor.engines.events.anchors import Anchor, anchor
from kontor.engines.events.contracts import DeadLetter, Delivery, Event, NewEvent
from kontor.engines.events.dead_letters import list_dead_letters, retry_dead_letters
from kontor.engines.events.delivery import deliver
from kontor.engines.events.listeners import listen, subscribe
from kontor.engines.events.queries import as_known_at, history, of_correlation, timeline
from kontor.engines.events.store import append
from kontor.engines.events.verify import verify
from kontor.kernel.clock import current_clock


def make_months(ahead: int = 3) -> None:
    """Make the partitions of this month and of ``ahead`` months to come; a daily job calls it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kontor_event_month((%s::date + make_interval(months => m))::date) FROM generate_series(0, %s) m",
            [current_clock().now().date(), ahead],
        )


__all__ = [
    "Anchor",
    "DeadLetter",
    "Delivery",
    "Event",
    "NewEvent",
    "anchor",
    "append",
    "as_known_at",
    "deliver",
    "history",
    "list_dead_letters",
    "listen",
    "make_months",
    "of_correlation",
    "retry_dead_letters",
    "subscribe",
    "timeline",
    "verify",
]
