"""Consumers: in commit order, at least once, nothing skipped; failures wait and become dead letters (P8)."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from functools import partial

import pytest

from kontor.engines.events import api
from kontor.engines.events.api import NewEvent
from kontor.engines.events.listeners import consumers, listeners
from kontor.kernel.clock import FixedClock, use_clock
from kontor.kernel.errors import NotFound
from kontor.kernel.ids import new_id
from kontor.tenancy import context
from kontor.tenancy.api import unit_of_work, working
from kontor.testing.builders import make_tenant
from kontor.testing.parallel import run_parallel

pytestmark = pytest.mark.usefixtures("database")


@unit_of_work
def record(actor, record_id, number, kind="thing.changed") -> None:
    api.append([NewEvent("thing", record_id, kind, {}, {"n": number})])


class Reader:
    """A consumer under test: remembers what it was given, fails for the numbers in ``broken``."""

    def __init__(self, **facts) -> None:
        self.seen: list[int] = []
        self.broken: set[int] = set()
        self.name = f"reader-{new_id().hex[-8:]}"
        api.subscribe(self.name, ["thing.*"], self.handle, **facts)

    def handle(self, event: api.Event) -> None:
        if event.after["n"] in self.broken:
            raise NotFound("thing", event.after["n"])
        assert context.current().actor.causation_id == event.id
        self.seen.append(event.after["n"])

    def read(self, actor, *, until: int) -> api.Delivery:
        """Deliver until ``until`` events were seen; open transactions of other tests may hold events back a moment."""
        deadline = time.monotonic() + 20
        while True:
            (delivery,) = api.deliver(actor.tenant_id, [self.name])
            if len(self.seen) >= until or time.monotonic() > deadline:
                return delivery
            time.sleep(0.05)


@pytest.fixture
def reader():
    made = Reader()
    yield made
    consumers.unregister(made.name)


def test_a_consumer_gets_what_it_wants_once_and_in_order(actor, reader):
    thing = new_id()
    for n in range(5):
        record(actor, thing, n)
    record(actor, thing, 99, kind="other.changed")
    reader.read(actor, until=5)
    record(actor, thing, 5)
    reader.read(actor, until=6)
    assert reader.seen == [0, 1, 2, 3, 4, 5]


def test_a_transaction_that_commits_late_is_not_skipped(actor, reader):
    """The first to append is the last to commit: its event must still come, and not after its successors."""
    appended, may_commit = threading.Event(), threading.Event()

    @unit_of_work
    def slow(actor) -> None:
        api.append([NewEvent("thing", new_id(), "thing.changed", {}, {"n": 1})])
        appended.set()
        assert may_commit.wait(20)

    def quick() -> None:
        assert appended.wait(20)
        record(actor, new_id(), 2)
        api.deliver(actor.tenant_id, [reader.name])
        held_back = list(reader.seen)
        may_commit.set()
        assert held_back == []

    assert run_parallel([lambda: slow(actor), quick], threads=2) == [None, None]
    reader.read(actor, until=2)
    assert reader.seen == [1, 2]


def test_many_writers_at_once_lose_nothing(actor, reader):
    things = [new_id() for _ in range(5)]

    def write(n: int) -> None:
        record(actor, things[n % 5], n)
        if n % 7 == 0:
            api.deliver(actor.tenant_id, [reader.name])

    assert run_parallel([partial(write, n) for n in range(60)], threads=6) == [None] * 60
    reader.read(actor, until=60)
    assert sorted(reader.seen) == list(range(60))


def test_what_a_handler_wrote_and_its_position_commit_together(actor, reader):
    record(actor, new_id(), 1)
    follow_up = new_id()

    def handle_and_fail(event: api.Event) -> None:
        record(context.current().actor, follow_up, 50, kind="done.it")
        raise ZeroDivisionError

    name = f"failing-{new_id().hex[-8:]}"
    api.subscribe(name, ["thing.*"], handle_and_fail)
    try:
        deadline = time.monotonic() + 20
        while not api.deliver(actor.tenant_id, [name])[0].waiting and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        consumers.unregister(name)
    with working(actor, read_only=True):
        assert api.history(follow_up) == []


def test_a_failing_event_waits_longer_each_time_then_becomes_a_dead_letter(actor):
    reader = Reader(attempts=3)
    clock = FixedClock(datetime.now(UTC))
    bad, good = new_id(), new_id()
    reader.broken = {1}
    record(actor, bad, 1)
    record(actor, bad, 2)
    record(actor, good, 3)
    try:
        with use_clock(clock):
            deadline = time.monotonic() + 20
            while not reader.read(actor, until=0).waiting and time.monotonic() < deadline:
                time.sleep(0.05)
            assert reader.read(actor, until=0).handled == 0
            for pause in (2.1, 4.1):
                clock.advance(seconds=pause)
                last = reader.read(actor, until=0)
        assert (reader.seen, last.parked) == ([3], 2)
        with working(actor, read_only=True):
            letters = api.list_dead_letters(reader.name)
        assert [(each.sequence, each.attempts) for each in letters] == [(1, 3), (2, 0)]
        assert "NOT_FOUND" in letters[0].error
        still = api.retry_dead_letters(actor, reader.name)
        assert (still.handled, still.parked) == (0, 2)
        reader.broken = set()
        assert api.retry_dead_letters(actor, reader.name).handled == 2
        assert reader.seen == [3, 1, 2]
        with working(actor, read_only=True):
            assert api.list_dead_letters() == []
    finally:
        consumers.unregister(reader.name)


def test_a_consumer_may_begin_with_what_comes_next(actor):
    record(actor, new_id(), 1)
    reader = Reader(from_start=False)
    try:
        probe = Reader()
        probe.read(actor, until=1)  # once another consumer sees it, it lies below the horizon
        reader.read(actor, until=0)
        record(actor, new_id(), 2)
        reader.read(actor, until=1)
        assert reader.seen == [2]
    finally:
        consumers.unregister(reader.name)
        consumers.unregister(probe.name)


def test_each_tenant_has_its_own_positions(actor, reader):
    stranger = make_tenant().system
    record(actor, new_id(), 1)
    record(stranger, new_id(), 2)
    reader.read(actor, until=1)
    assert reader.seen == [1]
    reader.read(stranger, until=2)
    assert reader.seen == [1, 2]


def test_a_listener_hears_inside_the_transaction_and_can_refuse(actor):
    heard: list[int] = []

    def hear(events) -> None:
        heard.extend(each.after["n"] for each in events)
        if 13 in heard:
            raise NotFound("luck", 13)

    name = f"listener-{new_id().hex[-8:]}"
    api.listen(name, ["thing.changed"])(hear)
    thing = new_id()
    try:
        record(actor, thing, 1)
        record(actor, thing, 2, kind="other.changed")
        with pytest.raises(NotFound):
            record(actor, thing, 13)
    finally:
        listeners.unregister(name)
    assert heard == [1, 13]
    with working(actor, read_only=True):
        assert len(api.history(thing)) == 2


def test_reading_in_commit_order_uses_its_index(actor):
    from django.db import connection

    from kontor.engines.events.delivery import _READ

    with working(actor), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + _READ, [actor.tenant_id, 0, 0, new_id(), 10])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "event_in_commit_order" in plan or "_tenant_id_epoch_xid_id_idx" in plan
    assert "Index Cond" in plan
