"""Proving that nobody touched the past: every record's chain is recomputed from the rows (P7)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.engines.events import chain
from kontor.engines.events.queries import COLUMNS, event_of
from kontor.kernel.proofs import Violation, proof
from kontor.kernel.text import Text

_ROWS = f"""
SELECT h.sequence, h.hash, e.hash, e.tableoid::regclass::text, {COLUMNS}
FROM event e LEFT JOIN event_head h ON h.tenant_id = e.tenant_id AND h.aggregate_id = e.aggregate_id
WHERE e.tenant_id = %s ORDER BY e.aggregate_id, e.sequence
"""
_EMPTY_HEADS = """
SELECT h.aggregate_id, h.sequence, h.last_at FROM event_head h WHERE h.tenant_id = %s AND NOT EXISTS (
  SELECT 1 FROM event e WHERE e.tenant_id = h.tenant_id AND e.aggregate_id = h.aggregate_id)
"""


@proof("events.chain", label=Text(en="The event history is untouched", zh_hant="事件紀錄未遭竄改"))
def verify(tenant_id: UUID) -> Iterator[Violation]:
    """Violations name the table, the row (event id), the day it was recorded, and the record.

    EVENT_CHANGED: the content no longer gives the row's hash. EVENT_MISSING: a sequence number is gone from the
    middle. EVENT_TAIL_MISSING: the end is gone. EVENT_HEAD_WRONG: the chain's end disagrees with its last event.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, [tenant_id])
        for _, rows in groupby(cursor, key=lambda row: row[6]):
            yield from _verify_record(tenant_id, rows)
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_HEADS, [tenant_id])
        for aggregate_id, sequence, last_at in cursor.fetchall():
            yield _violation("EVENT_TAIL_MISSING", "event", None, last_at, aggregate_id, sequence)


def _verify_record(tenant_id: UUID, rows: Iterator[Any]) -> Iterator[Violation]:
    previous: bytes | None = None
    expected = 1
    for head_sequence, head_hash, stored, table, *columns in rows:
        event = event_of(columns)
        place = (table, event.id, event.recorded_at, event.aggregate_id)
        if event.sequence != expected:
            yield _violation("EVENT_MISSING", *place, expected)
        elif chain.link(previous, _digest(tenant_id, event)) != bytes(stored):
            yield _violation("EVENT_CHANGED", *place, event.sequence)
        previous, expected = bytes(stored), event.sequence + 1
        last = (head_sequence, bytes(head_hash) if head_hash else None, place)
    head_sequence, head_hash, place = last
    if head_sequence is not None and head_sequence >= expected:
        yield _violation("EVENT_TAIL_MISSING", *place, head_sequence)
    elif head_hash != previous:
        yield _violation("EVENT_HEAD_WRONG", "event_head", *place[1:], expected - 1)


def _digest(tenant_id: UUID, event: Any) -> bytes:
    return chain.digest([tenant_id, *(getattr(event, name) for name in chain.DIGESTED[1:])])


def _violation(code: str, table: str, row: UUID | None, day: Any, aggregate_id: UUID, sequence: int) -> Violation:
    facts = {
        "table": table, "row": row, "day": day.date(), "aggregate_id": aggregate_id, "sequence": sequence
    }  # fmt: skip
    return Violation(code, row or aggregate_id, facts)
