"""Anchors: every minute one Merkle root over the tenant's new events, chained to the one before (P7).

A record's own chain can be recomputed by somebody who may rewrite all of it; an anchor cannot without all later ones,
and each is also written to the log, which lives elsewhere. One row per minute costs the writers nothing [a chain per
tenant inside the transaction made appends 5–14 times slower].
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.proofs import Violation, proof
from kontor.kernel.text import Text
from kontor.tenancy.api import unit_of_work

log = logging.getLogger("kontor.events.anchors")

#: Events one anchor covers at most; a backlog gets several.
MOST_EVENTS = 50_000

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('kontor.event_anchor'), hashtext(%s))"
_LAST = """
SELECT number, epoch, xid, event_id, chained FROM event_anchor WHERE tenant_id = %s ORDER BY number DESC LIMIT 1
"""
_NEW = """
SELECT e.epoch, e.xid, e.id, e.hash FROM event e
WHERE e.tenant_id = %s AND (e.epoch, e.xid, e.id) > (%s, %s, %s)
  AND (e.epoch < (SELECT kontor_event_epoch())
       OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
ORDER BY e.epoch, e.xid, e.id LIMIT %s
"""
_COVERED = """
SELECT e.hash FROM event e
WHERE e.tenant_id = %s AND (e.epoch, e.xid, e.id) > (%s, %s, %s) AND (e.epoch, e.xid, e.id) <= (%s, %s, %s)
ORDER BY e.epoch, e.xid, e.id
"""
_ANCHORS = """
SELECT number, epoch, xid, event_id, events, root, chained, anchored_at FROM event_anchor
WHERE tenant_id = %s ORDER BY number
"""
_ADD = """
INSERT INTO event_anchor (tenant_id, number, epoch, xid, event_id, events, root, chained, anchored_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

_START = (0, 0, UUID(int=0))


@dataclass(frozen=True, slots=True)
class Anchor:
    """One root: it covers ``events`` events; ``chained`` covers all anchors up to this one."""

    number: int
    events: int
    root: bytes
    chained: bytes
    anchored_at: datetime


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """SHA-256 Merkle tree (RFC 6962): leaves and nodes are told apart, a lone node rises unchanged."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = above + level[-1:] if len(level) % 2 else above
    return level[0] if level else hashlib.sha256(b"").digest()


@unit_of_work
def anchor(actor: Actor) -> Anchor | None:
    """Cover what the actor's tenant recorded since the last anchor; None when that is nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(actor.tenant_id)])
        cursor.execute(_LAST, [actor.tenant_id])
        number, *position, chained = cursor.fetchone() or (0, *_START, b"")
        cursor.execute(_NEW, [actor.tenant_id, *position, MOST_EVENTS])
        rows = cursor.fetchall()
        if not rows:
            return None
        root = merkle_root([bytes(row[3]) for row in rows])
        made = Anchor(number + 1, len(rows), root, _chain(bytes(chained), root), current_clock().now())
        values = [made.number, *rows[-1][:3], made.events, made.root, made.chained, made.anchored_at]
        cursor.execute(_ADD, [actor.tenant_id, *values])
    facts = {"tenant": str(actor.tenant_id), "anchor": made.number, "events": made.events}
    log.info("anchor %s", made.chained.hex(), extra=facts)
    return made


def _chain(before: bytes, root: bytes) -> bytes:
    return hashlib.sha256(before + root).digest()


@proof("events.anchors", label=Text(en="Events agree with their anchors", zh_hant="事件與錨定雜湊相符"))
def verify_anchors(tenant_id: UUID) -> Iterator[Violation]:
    """EVENT_ANCHOR_BROKEN names the anchor, when it was made, and how many events it covered and covers now."""
    position: tuple[int, int, UUID] = _START
    chained = b""
    for number, epoch, xid, event_id, events, root, stored, anchored_at in _anchors(tenant_id):
        upto = (epoch, xid, event_id)
        hashes = _hashes(tenant_id, position, upto)
        expected = merkle_root(hashes)
        if expected != bytes(root) or _chain(chained, bytes(root)) != bytes(stored):
            facts = {"anchored_at": anchored_at, "events": events, "found": len(hashes)}
            yield Violation("EVENT_ANCHOR_BROKEN", number, facts)
        position, chained = upto, bytes(stored)


def _anchors(tenant_id: UUID) -> list[tuple[int, int, int, UUID, int, bytes, bytes, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_ANCHORS, [tenant_id])
        rows: list[tuple[int, int, int, UUID, int, bytes, bytes, datetime]] = cursor.fetchall()
        return rows


def _hashes(tenant_id: UUID, after: Sequence[int | UUID], upto: Sequence[int | UUID]) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, [tenant_id, *after, *upto])
        return [bytes(each) for (each,) in cursor.fetchall()]
