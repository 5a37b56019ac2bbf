"""Reading: history, past states, and everything one request set in motion (P7)."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.engines.events.contracts import Event
from kontor.engines.events.diff import replay
from kontor.tenancy.context import current_tenant_id

#: Columns in the order of ``Event``'s fields.
COLUMNS = """e.id, e.aggregate_type, e.aggregate_id, e.sequence, e.kind, e.before, e.after, e.data, e.valid_at,
 e.recorded_at, e.user_id, e.user_name, e.on_behalf_of, e.organisation_id, e.via, e.address, e.correlation_id,
 e.causation_id"""

# The head's first and last moment tell the planner which months to look into.
_HISTORY = f"""
SELECT {COLUMNS} FROM event_head h
CROSS JOIN LATERAL (
  SELECT * FROM event x WHERE x.tenant_id = h.tenant_id AND x.aggregate_id = h.aggregate_id
    AND x.recorded_at BETWEEN h.first_at AND h.last_at
) e
WHERE h.tenant_id = %s AND h.aggregate_id = ANY(%s::uuid[])
"""


def history(aggregate_id: UUID, *, limit: int | None = None, before_sequence: int | None = None) -> list[Event]:
    """Events of one record, newest first; ``before_sequence`` continues a page."""
    sql = _HISTORY + " AND (%s::bigint IS NULL OR e.sequence < %s) ORDER BY e.sequence DESC LIMIT %s"
    return fetch(sql, [current_tenant_id(), [aggregate_id], before_sequence, before_sequence, limit])


def timeline(aggregate_ids: Collection[UUID], *, limit: int | None = None) -> list[Event]:
    """Events of several records together, newest first."""
    sql = _HISTORY + " ORDER BY e.recorded_at DESC, e.id DESC LIMIT %s"
    return fetch(sql, [current_tenant_id(), list(aggregate_ids), limit])


def of_correlation(correlation_id: UUID) -> list[Event]:
    """Everything one request set in motion, in order."""
    sql = f"SELECT {COLUMNS} FROM event e WHERE e.tenant_id = %s AND e.correlation_id = %s ORDER BY e.recorded_at, e.id"
    return fetch(sql, [current_tenant_id(), correlation_id])


def as_known_at(aggregate_id: UUID, at: datetime, *, valid_at: datetime | None = None) -> dict[str, Any] | None:
    """The record's fields as the platform knew them at ``at``; None when it did not know the record yet.

    With ``valid_at`` only what held in the business by then: two clocks, one question.
    """
    sql = _HISTORY + " AND e.recorded_at <= %s AND (%s::timestamptz IS NULL OR e.valid_at <= %s) ORDER BY e.sequence"
    events = fetch(sql, [current_tenant_id(), [aggregate_id], at, valid_at, valid_at])
    return replay((each.before, each.after) for each in events) if events else None


def fetch(sql: str, params: Sequence[Any]) -> list[Event]:
    """Rows of ``COLUMNS`` as events."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [event_of(row) for row in cursor.fetchall()]


def event_of(row: Sequence[Any]) -> Event:
    """A row of ``COLUMNS`` as an event."""
    return Event(*row[:5], *(_loaded(each) for each in row[5:8]), *row[8:])


def _loaded(value: Any) -> Any:
    """Django leaves jsonb as text for its own JSONField."""
    return json.loads(value) if isinstance(value, str | bytes) else value
