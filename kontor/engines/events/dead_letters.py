"""Dead letters: events a consumer gave up on, with everything of the same record behind them, in order (P8)."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.db import connection

from kontor.engines.events.contracts import DeadLetter, Delivery, Event
from kontor.engines.events.listeners import consumers
from kontor.engines.events.queries import COLUMNS, fetch
from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.tenancy.api import unit_of_work
from kontor.tenancy.context import current_tenant_id

_PARK = """
INSERT INTO event_dead_letter (id, tenant_id, consumer, event_id, aggregate_id, sequence, kind, attempts, error)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_LIST = """
SELECT id, consumer, event_id, aggregate_id, sequence, kind, attempts, error, parked_at FROM event_dead_letter
WHERE tenant_id = %s AND (%s::text IS NULL OR consumer = %s) ORDER BY consumer, aggregate_id, sequence
"""
_EVENTS = f"""
SELECT {COLUMNS} FROM event_dead_letter d
JOIN event e ON e.tenant_id = d.tenant_id AND e.aggregate_id = d.aggregate_id AND e.sequence = d.sequence
WHERE d.tenant_id = %s AND d.consumer = %s ORDER BY e.aggregate_id, e.sequence
"""


def park(consumer: str, event: Event, attempts: int, error: str) -> None:
    """Lay an event aside for a consumer."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PARK,
            [
                new_id(), current_tenant_id(), consumer, event.id, event.aggregate_id, event.sequence, event.kind,
                attempts, error,
            ],
        )  # fmt: skip


def records_held_up(consumer: str) -> set[UUID]:
    """Records with a dead letter: later events of theirs may not overtake it."""
    return {each.aggregate_id for each in list_dead_letters(consumer)}


def list_dead_letters(consumer: str | None = None) -> list[DeadLetter]:
    """What waits in the current tenant, by consumer and record, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, [current_tenant_id(), consumer, consumer])
        return [DeadLetter(*row) for row in cursor.fetchall()]


@unit_of_work
def retry_dead_letters(actor: Actor, consumer_name: str) -> Delivery:
    """Try the dead letters of a consumer again, record by record; a record that fails again keeps the rest waiting.

    Raises:
        UnknownName: no such consumer.
    """
    from kontor.engines.events.delivery import attempt

    consumer = consumers.get(consumer_name)
    _lock(consumer_name)
    waiting = fetch(_EVENTS, [current_tenant_id(), consumer_name])
    handled = 0
    for _, events in groupby(waiting, key=lambda each: each.aggregate_id):
        for event in events:
            if error := attempt(actor, consumer, event):
                _note(consumer_name, event, error)
                break
            _remove(consumer_name, event)
            handled += 1
    return Delivery(consumer_name, handled, len(waiting) - handled)


def _lock(consumer: str) -> None:
    """Delivery waits meanwhile, so no event slips past its record's dead letters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM event_position WHERE tenant_id = %s AND consumer = %s FOR UPDATE",
            [current_tenant_id(), consumer],
        )


def _note(consumer: str, event: Event, error: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE event_dead_letter SET attempts = attempts + 1, error = %s"
            " WHERE tenant_id = %s AND consumer = %s AND event_id = %s",
            [error, current_tenant_id(), consumer, event.id],
        )


def _remove(consumer: str, event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM event_dead_letter WHERE tenant_id = %s AND consumer = %s AND event_id = %s",
            [current_tenant_id(), consumer, event.id],
        )
