"""Numbers on PostgreSQL, also many at once with failures among them (P6)."""

from __future__ import annotations

import random
from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, connection, connections, transaction

from kontor.engines.numbering import api, fast
from kontor.engines.numbering.api import NumberSeries
from kontor.kernel.ids import new_id
from kontor.kernel.proofs import prove
from kontor.packaging.schema import Numbering
from kontor.tenancy.api import unit_of_work, working
from kontor.testing.builders import make_organisation, make_tenant
from kontor.testing.parallel import run_parallel

pytestmark = pytest.mark.usefixtures("database")

LEGAL = NumberSeries("invoice", "AP-{yyyy}{mm}-{seq:4}", "legal", "monthly", date(2026, 3, 7))
FAST = NumberSeries("order", "PO-{yyyy}-{seq:4}", "fast", "yearly", date(2026, 3, 7))


@pytest.fixture(autouse=True)
def no_blocks_left():
    fast.forget()


def numbers(actor, series, *counts: int) -> list[str]:
    return [each for count in counts for each in api.allocate(actor, series, count)]


def values(given) -> list[int]:
    return [int(each[-4:]) for each in given]


@unit_of_work
def post(actor, series: NumberSeries, fails: bool) -> str:
    (number,) = api.allocate(actor, series)
    if fails:
        raise ZeroDivisionError
    return number


@pytest.mark.parametrize("series", [LEGAL, FAST])
def test_numbers_begin_at_one_and_rise(actor, series):
    assert values(numbers(actor, series, 1, 3, 1)) == [1, 2, 3, 4, 5]
    assert api.allocate(actor, series, 0) == []


def test_each_period_scope_type_and_tenant_counts_on_its_own(actor):
    import dataclasses

    change = partial(dataclasses.replace, LEGAL)
    numbers(actor, LEGAL, 5)
    others = [change(date=date(2026, 4, 1)), change(scope_key="other"), change(type_code="memo")]
    assert [numbers(actor, each, 1) for each in others] == [["AP-202604-0001"], ["AP-202603-0001"], ["AP-202603-0001"]]
    assert numbers(make_tenant().system, LEGAL, 1) == ["AP-202603-0001"]
    assert numbers(actor, change(date=date(2026, 3, 31)), 1) == ["AP-202603-0006"]


def test_200_parallel_posts_with_30_percent_failing_give_consecutive_legal_numbers(actor):
    fails = [n % 10 < 3 for n in range(200)]
    random.Random(7).shuffle(fails)
    results = run_parallel([partial(post, actor, LEGAL, each) for each in fails], threads=10)
    given = [each for each in results if isinstance(each, str)]
    assert sum(isinstance(each, ZeroDivisionError) for each in results) == 60
    assert sorted(values(given)) == list(range(1, 141))
    with working(actor, read_only=True):
        assert api.gaps("invoice", "2026-03", set(values(given))) == []
        assert prove(actor.tenant_id, ["numbering.gapless"])[0].holds


def test_200_parallel_fast_numbers_are_unique_and_every_gap_is_explained(actor):
    fails = [n % 10 < 3 for n in range(200)]
    random.Random(7).shuffle(fails)
    results = run_parallel([partial(post, actor, FAST, each) for each in fails], threads=10)
    given = values([each for each in results if isinstance(each, str)])
    assert len(given) == len(set(given)) == 140
    with working(actor, read_only=True):
        explained = api.gaps("order", "2026", set(given))
    in_gaps = {n for gap in explained for n in range(gap.first, gap.last + 1)}
    assert in_gaps | set(given) == set(range(1, max(in_gaps | set(given)) + 1))
    assert not in_gaps & set(given)
    assert all(gap.taken_by and gap.taken_at and gap.reason in ("unused", "open") for gap in explained)


def test_a_quiet_series_has_no_gaps_although_it_is_fast(actor, monkeypatch):
    monkeypatch.setattr(fast, "BUSY_SECONDS", 0.0)
    assert values([post(actor, FAST, False) for _ in range(4)]) == [1, 2, 3, 4]
    fast.forget()  # as another process would
    assert values([post(actor, FAST, False)]) == [5]


def test_a_busy_series_asks_the_database_ever_less(actor):
    from django.test.utils import CaptureQueriesContext

    def taken(times: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            for _ in range(times):
                post(actor, FAST, False)
        return sum("number_counter" in each["sql"] for each in queries)

    assert taken(63) == 6  # 1 + 2 + 4 + 8 + 16 + 32
    assert taken(64) == 1


def test_a_block_taken_by_a_rolled_back_action_is_not_kept(actor):
    with pytest.raises(ZeroDivisionError):
        post(actor, FAST, True)
    assert values([post(actor, FAST, False)]) == [1]


def test_a_block_taken_in_a_rolled_back_savepoint_is_not_kept(actor):
    with working(actor):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            post(actor, FAST, True)
        kept = post(actor, FAST, False)
    assert values([kept, post(actor, FAST, False)]) == [1, 2]


def test_a_legal_number_on_no_record_is_reported(actor):
    numbers(actor, LEGAL, 6)
    with working(actor, read_only=True):
        found = api.gaps("invoice", "2026-03", {1, 2, 5})
    assert [(each.first, each.last, each.reason) for each in found] == [(3, 4, "missing"), (6, 6, "missing")]


def test_given_numbers_cannot_be_taken_back_or_changed(actor):
    numbers(actor, LEGAL, 1)
    for statement in ("DELETE FROM number_given", "UPDATE number_given SET number = 'x'", "DELETE FROM number_counter"):
        with pytest.raises(DatabaseError, match="permission denied"), working(actor), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM number_given")


def test_the_proof_finds_a_counter_that_was_moved(actor):
    numbers(actor, LEGAL, 3)
    with working(actor), connection.cursor() as cursor:
        cursor.execute("UPDATE number_counter SET last = 7")
    with working(actor, read_only=True):
        (result,) = prove(actor.tenant_id, ["numbering.gapless"])
    assert [(each.code, each.facts["counter"], each.facts["given"]) for each in result.violations] == [
        ("NUMBER_GAP", 7, 3)
    ]


def test_a_draft_number_is_stable_temporary_and_the_records_own():
    one, two = new_id(), new_id()
    assert api.draft_number(one) == api.draft_number(one) != api.draft_number(two)
    assert api.is_draft_number(api.draft_number(one))
    assert not api.is_draft_number(api.preview(LEGAL))


def test_the_series_of_a_record_counts_for_its_company_and_shows_its_facts(tenant):
    desk = make_organisation(tenant, "desk")
    numbering = Numbering(pattern="{org}-{yyyy}-{kind}-{seq:3}", scope=("organisation", "kind"))
    with working(tenant.system):
        series = api.series_for(
            "order", numbering, day=date(2026, 1, 2), organisation_id=desk.id, values={"kind": "A", "note": None}
        )
        assert series.scope_key == f"{tenant.company.id}/A"
        assert api.allocate(tenant.system, series) == ["CO-2026-A-001"]
