"""The event store on PostgreSQL: append, history, past states, refusal of change, proof after tampering (P7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from kontor.engines.events import api
from kontor.engines.events.api import NewEvent
from kontor.kernel.clock import FixedClock, use_clock
from kontor.kernel.ids import new_id
from kontor.kernel.proofs import prove
from kontor.tenancy.api import unit_of_work, working
from kontor.testing.builders import make_tenant
from kontor.testing.parallel import run_parallel

pytestmark = pytest.mark.usefixtures("database")


@unit_of_work
def record(actor, *events: NewEvent) -> list[api.Event]:
    return api.append(events)


def changed(record_id, before, after, kind="thing.changed", **facts) -> NewEvent:
    return NewEvent("thing", record_id, kind, before, after, **facts)


def history(actor, record_id) -> list[api.Event]:
    with working(actor, read_only=True):
        return api.history(record_id)


def violations(actor) -> list[tuple[str, object]]:
    with working(actor, read_only=True):
        return [(each.code, each.facts["sequence"]) for each in api.verify(actor.tenant_id)]


def test_an_event_tells_who_when_from_where_and_what_changed(actor):
    thing, cause = new_id(), new_id()
    acting = actor.replace(address="10.1.2.3", via="api_key", causation_id=cause, on_behalf_of=actor.user_id)
    record(
        acting,
        changed(thing, {"price": Decimal("1.50"), "note": "x"}, {"price": Decimal("1.75"), "note": "x"},
                data={"comment": "漲價"}, valid_at=date(2026, 1, 31)),
    )  # fmt: skip
    (event,) = history(actor, thing)
    assert (event.before, event.after, event.data) == ({"price": "1.50"}, {"price": "1.75"}, {"comment": "漲價"})
    assert (event.user_id, event.user_name, event.address, event.via) == (
        actor.user_id, actor.name, "10.1.2.3", "api_key"
    )  # fmt: skip
    assert (event.correlation_id, event.causation_id, event.on_behalf_of) == (
        acting.correlation_id, cause, actor.user_id
    )  # fmt: skip
    assert event.valid_at == datetime(2026, 1, 31, tzinfo=UTC)
    assert event.organisation_id == actor.organisation_id


def test_events_count_within_their_record_and_come_newest_first(actor):
    one, two = new_id(), new_id()
    made = record(actor, changed(one, {}, {"a": 1}), changed(two, {}, {"a": 1}), changed(one, {"a": 1}, {"a": 2}))
    assert [each.sequence for each in made] == [1, 1, 2]
    record(actor, changed(one, {"a": 2}, {"a": 3}))
    assert [each.sequence for each in history(actor, one)] == [3, 2, 1]
    with working(actor, read_only=True):
        assert [each.sequence for each in api.history(one, limit=1, before_sequence=3)] == [2]
        assert len(api.timeline([one, two])) == 4
        assert len(api.of_correlation(actor.correlation_id)) == 4


def test_one_append_is_one_statement_whatever_its_size(actor, django_assert_num_queries):
    record(actor, changed(new_id(), {}, {"a": 1}))
    with working(actor), django_assert_num_queries(1):
        api.append([changed(new_id(), {}, {"a": n}) for n in range(50)])


def test_a_record_as_it_was_known_at_any_moment(actor):
    thing, clock = new_id(), FixedClock(datetime(2026, 3, 1, tzinfo=UTC))
    states = [{"price": "1", "lines": {"a": {"q": 1}}}, {"price": "2", "lines": {"a": {"q": 1}}}, {"price": "2"}]
    with use_clock(clock):
        for before, after in zip([{}, *states], states, strict=False):
            record(actor, changed(thing, before, after))
            clock.advance(days=40)
    with working(actor, read_only=True):
        for days, expected in ((-1, None), (0, states[0]), (39, states[0]), (40, states[1]), (200, states[2])):
            assert api.as_known_at(thing, datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=days)) == expected


def test_what_was_known_and_what_was_valid_are_two_clocks(actor):
    thing, clock = new_id(), FixedClock(datetime(2026, 5, 10, tzinfo=UTC))
    with use_clock(clock):
        record(actor, changed(thing, {}, {"price": "1"}, valid_at=date(2026, 1, 1)))
        record(actor, changed(thing, {"price": "1"}, {"price": "2"}, valid_at=date(2026, 6, 1)))
    with working(actor, read_only=True):
        known = datetime(2026, 5, 31, tzinfo=UTC)
        assert api.as_known_at(thing, known) == {"price": "2"}
        assert api.as_known_at(thing, known, valid_at=known) == {"price": "1"}


def test_a_rolled_back_action_leaves_no_event(actor):
    thing = new_id()
    with pytest.raises(ZeroDivisionError), working(actor):
        api.append([changed(thing, {}, {"a": 1})])
        raise ZeroDivisionError
    assert history(actor, thing) == []


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event", "TRUNCATE event"])
def test_the_application_may_not_change_the_past(actor, statement):
    record(actor, changed(new_id(), {}, {"a": 1}))
    with pytest.raises(DatabaseError, match="permission denied"), working(actor), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["event", "audit.{part}"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_owner_of_the_tables_may_not_either(actor, statement, table):
    record(actor, changed(new_id(), {}, {"a": 1}))
    place = table.format(part=datetime.now(UTC).strftime("event_%Y_%m"))
    with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
        cursor.execute(statement.format(place))


def test_a_partition_cannot_be_read_around_its_parent(actor):
    part = datetime.now(UTC).strftime("audit.event_%Y_%m")
    with pytest.raises(DatabaseError, match="permission denied"), working(actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {part}")


def test_other_tenants_events_do_not_exist(actor):
    thing, stranger = new_id(), make_tenant().system
    record(actor, changed(thing, {}, {"a": 1}))
    assert history(stranger, thing) == []
    record(stranger, changed(thing, {}, {"a": 2}))
    assert [each.sequence for each in history(stranger, thing)] == [1]
    assert violations(actor) == violations(stranger) == []


def test_a_month_without_partition_is_made_when_it_is_needed(actor):
    thing = new_id()
    for year in (2011, 2039):
        with use_clock(FixedClock(datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))):
            record(actor, changed(thing, {}, {"year": year}))
    assert len(history(actor, thing)) == 2
    api.make_months(ahead=2)


def test_parallel_appends_to_one_record_stay_one_chain(actor):
    thing = new_id()
    results = run_parallel([partial(record, actor, changed(thing, {}, {"n": n})) for n in range(40)], threads=6)
    assert not [each for each in results if isinstance(each, Exception)]
    assert [each.sequence for each in history(actor, thing)] == list(range(40, 0, -1))
    assert violations(actor) == []


def tamper(statement: str, *params: UUID) -> None:
    """What only a superuser who switches triggers off could do, done by the owner in one transaction."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM event WHERE aggregate_id = %s LIMIT 1", [params[-1]])
        (part,) = cursor.fetchone()
        for name in ("event", part):
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER append_only")
        cursor.execute(statement, params)
        for name in ("event", part):
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER append_only")


@pytest.fixture
def chained(actor):
    """A record with four events beside another that stays honest."""
    thing, other = new_id(), new_id()
    for n in range(4):
        record(actor, changed(thing, {"n": n}, {"n": n + 1}), changed(other, {"n": n}, {"n": n + 1}))
    assert violations(actor) == []
    return thing


def test_tampering_is_named_with_table_row_and_day(actor, chained):
    tamper("""UPDATE event SET after = '{"n": 99}' WHERE sequence = 2 AND aggregate_id = %s""", chained)
    with working(actor, read_only=True):
        (found,) = api.verify(actor.tenant_id)
    row = history(actor, chained)[-2]
    assert (found.code, found.facts["table"], found.facts["row"], found.facts["day"]) == (
        "EVENT_CHANGED", row.recorded_at.strftime("event_%Y_%m"), row.id, row.recorded_at.date()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE event SET user_name = 'Somebody' WHERE sequence = 1 AND aggregate_id = %s", ("EVENT_CHANGED", 1)),
        ("UPDATE event SET recorded_at = recorded_at - interval '1 second' WHERE sequence = 4 AND aggregate_id = %s",
         ("EVENT_CHANGED", 4)),
        ("DELETE FROM event WHERE sequence = 3 AND aggregate_id = %s", ("EVENT_MISSING", 3)),
        ("DELETE FROM event WHERE sequence = 4 AND aggregate_id = %s", ("EVENT_TAIL_MISSING", 4)),
        ("DELETE FROM event WHERE aggregate_id = %s", ("EVENT_TAIL_MISSING", 4)),
        ("UPDATE event_head SET hash = '\\x00' WHERE aggregate_id = %s", ("EVENT_HEAD_WRONG", 4)),
    ],
)  # fmt: skip
def test_every_kind_of_tampering_is_found_and_nothing_else(actor, chained, statement, expected):
    tamper(statement, chained)
    assert violations(actor) == [expected]
    with working(actor, read_only=True):
        (result,) = prove(actor.tenant_id, ["events.chain"])
    assert not result.holds
