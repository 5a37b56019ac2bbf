"""Anchors over everything a tenant recorded: rewriting a whole chain is found too (P7)."""

from __future__ import annotations

import hashlib
import time

import pytest
from django.db import DatabaseError, connections
from hypothesis import given
from hypothesis import strategies as st

from kontor.engines.events import api
from kontor.engines.events.anchors import Anchor, anchor, merkle_root, verify_anchors
from kontor.engines.events.tests.test_store import changed, record, tamper
from kontor.kernel.ids import new_id
from kontor.tenancy.api import working

hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=20)


def test_the_root_of_a_small_tree():
    def node(kind: bytes, *parts: bytes) -> bytes:
        return hashlib.sha256(kind + b"".join(parts)).digest()

    a, b, c = (node(b"\x00", each) for each in (b"a", b"b", b"c"))
    assert merkle_root([b"a"]) == a
    assert merkle_root([b"a", b"b", b"c"]) == node(b"\x01", node(b"\x01", a, b), c)


@given(hashes, st.data())
def test_any_change_of_any_leaf_changes_the_root(leaves, data):
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = [*leaves]
    other[place] = hashlib.sha256(other[place]).digest()
    assert merkle_root(other) != merkle_root(leaves)
    assert merkle_root(leaves[:-1]) != merkle_root(leaves)


def anchored(actor, events: int) -> list[Anchor]:
    """Anchor until so many events are covered; open transactions of others may hold events back a moment."""
    made: list[Anchor] = []
    deadline = time.monotonic() + 20
    while sum(each.events for each in made) < events and time.monotonic() < deadline:
        found = anchor(actor)
        made += [found] if found else []
    return made


def broken(actor) -> list[object]:
    with working(actor, read_only=True):
        return [each.subject for each in verify_anchors(actor.tenant_id)]


@pytest.mark.usefixtures("database")
def test_anchors_cover_every_event_once_and_hold(tenant, actor):
    for _ in range(3):
        record(actor, *(changed(new_id(), {}, {"n": n}) for n in range(4)))
        assert anchored(tenant.system, 4)
    assert anchor(tenant.system) is None
    assert broken(actor) == []


@pytest.mark.usefixtures("database")
def test_a_chain_rewritten_from_end_to_end_still_breaks_its_anchor(tenant, actor):
    thing = new_id()
    record(actor, changed(thing, {}, {"price": "100"}))
    anchored(tenant.system, 1)
    record(actor, changed(new_id(), {}, {"n": 1}))
    anchored(tenant.system, 1)
    # Somebody deletes the record's only event and its head: its own chain has nothing left to complain about.
    tamper("DELETE FROM event WHERE aggregate_id = %s", thing)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM event_head WHERE aggregate_id = %s", [thing])
    with working(actor, read_only=True):
        assert list(api.verify(actor.tenant_id)) == []
        (found,) = verify_anchors(actor.tenant_id)
    assert (found.code, found.subject, found.facts["events"], found.facts["found"]) == ("EVENT_ANCHOR_BROKEN", 1, 1, 0)


@pytest.mark.usefixtures("database")
def test_anchors_cannot_be_changed(tenant, actor):
    record(actor, changed(new_id(), {}, {"n": 1}))
    anchored(tenant.system, 1)
    with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE event_anchor SET events = 2")
