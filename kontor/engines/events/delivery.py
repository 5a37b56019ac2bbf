"""Delivering events to consumers: in commit order, at least once, each consumer at its own position (P8).

Sequence numbers would lie: a transaction that took its number first may commit last, and a reader that has passed the
number never comes back. So the order is that of transaction ids, and only events of transactions below the oldest one
still running are read: nothing can appear behind a position any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from kontor.engines.events import dead_letters
from kontor.engines.events.contracts import Delivery, Event
from kontor.engines.events.listeners import Consumer, consumers
from kontor.engines.events.queries import COLUMNS, event_of
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.tenancy.api import unit_of_work, working
from kontor.tenancy.context import current_tenant_id
from kontor.tenancy.work import gave_way

BATCH = 200
_LONGEST_PAUSE = timedelta(minutes=5)

_ENTER = """
INSERT INTO event_position (tenant_id, consumer, epoch, xid)
SELECT %s, %s, CASE WHEN %s THEN 0 ELSE kontor_event_epoch() END,
       CASE WHEN %s THEN 0 ELSE pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 END
ON CONFLICT DO NOTHING
"""

# Whoever finds the row locked leaves: another process is delivering to this consumer.
_TAKE = """
SELECT epoch, xid, event_id, attempts, updated_at FROM event_position
WHERE tenant_id = %s AND consumer = %s FOR UPDATE SKIP LOCKED
"""

_READ = f"""
SELECT e.epoch, e.xid, {COLUMNS} FROM event e
WHERE e.tenant_id = %s AND (e.epoch, e.xid, e.id) > (%s, %s, %s)
  AND (e.epoch < (SELECT kontor_event_epoch())
       OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
ORDER BY e.epoch, e.xid, e.id LIMIT %s
"""

_MOVE = """
UPDATE event_position SET epoch = %s, xid = %s, event_id = %s, attempts = %s, error = %s, updated_at = %s
WHERE tenant_id = %s AND consumer = %s
"""


@dataclass(slots=True)
class _Position:
    epoch: int
    xid: int
    event_id: UUID
    attempts: int
    updated_at: datetime
    error: str = ""

    def rests(self, now: datetime) -> bool:
        """After a failure the next try waits 2, 4, 8 … seconds, five minutes at most."""
        pause = min(timedelta(seconds=2**self.attempts), _LONGEST_PAUSE)
        return self.attempts > 0 and now < self.updated_at + pause


def deliver(tenant_id: UUID, names: Iterable[str] | None = None) -> list[Delivery]:
    """Give every consumer (or those named) all events of the tenant it has not seen; returns when none is left.

    Each batch is a transaction: what a handler wrote and the new position commit together. Call it outside any unit
    of work.

    Raises:
        UnknownName: a consumer that is not registered.
    """
    chosen = consumers.all() if names is None else [consumers.get(each) for each in names]
    return [_deliver_all(Actor.system(tenant_id, via="job"), each) for each in chosen]


def _deliver_all(actor: Actor, consumer: Consumer) -> Delivery:
    handled = parked = 0
    while True:
        batch, is_last = _deliver_batch(actor, consumer)
        handled, parked = handled + batch.handled, parked + batch.parked
        if is_last:
            return Delivery(consumer.name, handled, parked, batch.waiting)


@unit_of_work
def _deliver_batch(actor: Actor, consumer: Consumer) -> tuple[Delivery, bool]:
    position = _take(consumer)
    now = current_clock().now()
    if position is None or position.rests(now):
        return Delivery(consumer.name, waiting=position is not None), True
    rows = _read(position)
    outcome = _hand_over(actor, consumer, position, rows)
    _move(consumer, position, now)
    return outcome, outcome.waiting or len(rows) < BATCH


def _hand_over(
    actor: Actor, consumer: Consumer, position: _Position, rows: Sequence[tuple[int, int, Event]]
) -> Delivery:
    handled = parked = 0
    held_up = dead_letters.records_held_up(consumer.name)
    for epoch, xid, event in rows:
        if consumer.kinds.cover(event.kind):
            if event.aggregate_id in held_up:
                dead_letters.park(consumer.name, event, 0, "an earlier event of the record waits")
                parked += 1
            elif error := attempt(actor, consumer, event):
                position.attempts, position.error = position.attempts + 1, error
                if position.attempts < consumer.attempts:
                    return Delivery(consumer.name, handled, parked, waiting=True)
                dead_letters.park(consumer.name, event, position.attempts, error)
                held_up.add(event.aggregate_id)
                parked += 1
            else:
                handled += 1
        position.epoch, position.xid, position.event_id = epoch, xid, event.id
        position.attempts, position.error = 0, ""
    return Delivery(consumer.name, handled, parked)


def attempt(actor: Actor, consumer: Consumer, event: Event) -> str:
    """Call the handler in a savepoint, as caused by the event; the error's text, or nothing."""
    cause = actor.replace(correlation_id=event.correlation_id, causation_id=event.id)
    try:
        with transaction.atomic(), working(cause):
            consumer.handler(event)
    except Exception as error:
        if isinstance(error, DatabaseError) and gave_way(error):
            raise
        return f"{type(error).__name__}: {error}"[:2000]
    return ""


def _take(consumer: Consumer) -> _Position | None:
    tenant_id = current_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [tenant_id, consumer.name])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_ENTER, [tenant_id, consumer.name, consumer.from_start, consumer.from_start])
            cursor.execute(_TAKE, [tenant_id, consumer.name])
            row = cursor.fetchone()
    return _Position(*row) if row else None


def _read(position: _Position) -> list[tuple[int, int, Event]]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [current_tenant_id(), position.epoch, position.xid, position.event_id, BATCH])
        return [(row[0], row[1], event_of(row[2:])) for row in cursor.fetchall()]


def _move(consumer: Consumer, position: _Position, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            [
                position.epoch, position.xid, position.event_id, position.attempts, position.error, now,
                current_tenant_id(), consumer.name,
            ],
        )  # fmt: skip
