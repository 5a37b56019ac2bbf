"""Appending: one statement for any number of records, chained under the record's lock (P7)."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.engines.events import chain
from kontor.engines.events.contracts import Event, NewEvent
from kontor.engines.events.diff import difference
from kontor.engines.events.listeners import tell
from kontor.kernel.clock import current_clock
from kontor.kernel.ids import new_id
from kontor.kernel.jsonvalues import to_json
from kontor.tenancy import context

log = logging.getLogger("kontor.events")

# Heads are locked in the order of record ids. A new record's hash is its digest; a known one's is chained to it.
_APPEND = """
WITH input AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r(
    id uuid, aggregate_type text, aggregate_id uuid, kind text, before jsonb, after jsonb, data jsonb,
    valid_at timestamptz, digest text)
), head AS (
  INSERT INTO event_head AS h (tenant_id, aggregate_id, sequence, hash, first_at, last_at)
  SELECT %s::uuid, aggregate_id, 1, decode(digest, 'hex'), %s::timestamptz, %s::timestamptz
  FROM input ORDER BY aggregate_id
  ON CONFLICT (tenant_id, aggregate_id) DO UPDATE
    SET sequence = h.sequence + 1, hash = sha256(h.hash || excluded.hash), last_at = greatest(h.last_at, excluded.last_at),
        first_at = least(h.first_at, excluded.first_at)
  RETURNING aggregate_id, sequence, hash
)
INSERT INTO event (tenant_id, id, aggregate_type, aggregate_id, sequence, kind, before, after, data, valid_at,
  recorded_at, user_id, user_name, on_behalf_of, organisation_id, via, address, correlation_id, causation_id, hash, epoch)
SELECT %s::uuid, i.id, i.aggregate_type, i.aggregate_id, head.sequence, i.kind, i.before, i.after, i.data, i.valid_at,
  %s::timestamptz, %s::uuid, %s, %s::uuid, %s::uuid, %s, %s, %s::uuid, %s::uuid, head.hash, (SELECT kontor_event_epoch())
FROM input i JOIN head ON head.aggregate_id = i.aggregate_id
RETURNING aggregate_id, sequence
"""  # noqa: E501


def append(events: Sequence[NewEvent]) -> list[Event]:
    """Record events in the order given; one statement unless a record occurs more than once.

    Actor, correlation and causation come from the unit of work, the moment from the clock.
    """
    if not events:
        return []
    work = context.current()
    recorded_at = current_clock().now()
    ensure_month(recorded_at)
    recorded: list[Event] = []
    for batch in _rounds(events):
        recorded += _append_batch(batch, work, recorded_at)
    tell(recorded)
    return recorded


def _rounds(events: Iterable[NewEvent]) -> list[list[NewEvent]]:
    """Batches in which each record occurs once; the n-th event of a record is in the n-th batch."""
    rounds: list[list[NewEvent]] = []
    seen: dict[UUID, int] = defaultdict(int)
    for each in events:
        turn = seen[each.aggregate_id]
        seen[each.aggregate_id] += 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(each)
    return rounds


def _append_batch(batch: Sequence[NewEvent], work: context.WorkContext, recorded_at: datetime) -> list[Event]:
    drafts = [_draft(each, work, recorded_at) for each in batch]
    rows = [_row(draft, work.tenant_id) for draft in drafts]
    actor = work.actor
    with connection.cursor() as cursor:
        cursor.execute(
            _APPEND,
            [
                json.dumps(rows), work.tenant_id, recorded_at, recorded_at, work.tenant_id, recorded_at, actor.user_id,
                actor.name, actor.on_behalf_of, actor.organisation_id, actor.via, actor.address, actor.correlation_id,
                actor.causation_id,
            ],
        )  # fmt: skip
        sequences: dict[UUID, int] = dict(cursor.fetchall())
    return [_numbered(draft, sequences[draft.aggregate_id]) for draft in drafts]


def _draft(event: NewEvent, work: context.WorkContext, recorded_at: datetime) -> Event:
    """The event as it will be stored, without its sequence."""
    before, after = difference(_json(event.before), _json(event.after))
    actor = work.actor
    return Event(
        id=new_id(), aggregate_type=event.aggregate_type, aggregate_id=event.aggregate_id, sequence=0, kind=event.kind,
        before=before, after=after, data=_json(event.data), valid_at=_moment(event.valid_at) or recorded_at,
        recorded_at=recorded_at, user_id=actor.user_id, user_name=actor.name, on_behalf_of=actor.on_behalf_of,
        organisation_id=actor.organisation_id, via=actor.via, address=actor.address,
        correlation_id=actor.correlation_id, causation_id=actor.causation_id,
    )  # fmt: skip


def _numbered(draft: Event, sequence: int) -> Event:
    return dataclasses.replace(draft, sequence=sequence)


def _row(event: Event, tenant_id: UUID) -> dict[str, Any]:
    """What differs from event to event; the rest of the columns are parameters of the statement."""
    content = [tenant_id, *(getattr(event, name) for name in chain.DIGESTED[1:])]
    return {
        "id": str(event.id), "aggregate_type": event.aggregate_type, "aggregate_id": str(event.aggregate_id),
        "kind": event.kind, "before": event.before, "after": event.after, "data": event.data,
        "valid_at": event.valid_at.isoformat(), "digest": chain.digest(content).hex(),
    }  # fmt: skip


def _json(values: Any) -> dict[str, Any]:
    return {str(name): to_json(value) for name, value in values.items()}


def _moment(at: datetime | date | None) -> datetime | None:
    if at is None:
        return None
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError(f"valid_at must be aware, not {at!r}")
        return at.astimezone(UTC)
    return datetime.combine(at, time(), tzinfo=UTC)


@cache
def _known_months() -> dict[tuple[str, date], bool]:
    """Months with a partition, per database, as far as this process has seen them committed."""
    return {}


def ensure_month(at: datetime) -> None:
    """Make the partition for the month of ``at`` when the job that makes them ahead has not."""
    key = (str(connection.settings_dict["NAME"]), date(at.year, at.month, 1))
    known = _known_months()
    if key in known:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT kontor_event_month(%s::date)", [key[1]])
        was_there: bool = cursor.fetchone()[0]
    if was_there:
        known[key] = True
    else:
        log.info("events of %s had no partition; made one", key[1])
        context.on_commit(lambda: known.__setitem__(key, True))
