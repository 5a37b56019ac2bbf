"""F1, S1: entries net to zero, mirrors cancel, pools end at zero."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kontor.ledgers.entry import Entry, Leg, Pool, balances, mirror, net_by_unit, violations

cents = st.integers(-(10**9), 10**9).map(lambda n: Decimal(n).scaleb(-2))
legs = st.lists(st.builds(Leg, st.sampled_from("abc"), st.sampled_from(["TWD", "USD"]), cents), max_size=8).map(tuple)


def codes(*entries: Entry) -> list[str]:
    return [each.code for each in violations(entries)]


def test_what_leaves_must_arrive():  # F1
    good = Entry(1, (Leg("a", "TWD", Decimal(5)), Leg("b", "TWD", Decimal(-5))))
    bad = Entry(2, (Leg("a", "TWD", Decimal(5)), Leg("b", "USD", Decimal(-5))))
    assert codes(good) == []
    assert codes(good, bad) == ["ENTRY_UNBALANCED"]


@given(legs)
def test_an_entry_and_its_mirror_leave_nothing(some):  # F1
    assert balances([Entry(1, some), Entry(2, mirror(some), reverses=1)]) == {}


@given(legs)
def test_net_is_the_sum_per_unit(some):
    for unit in ("TWD", "USD"):
        assert net_by_unit(some).get(unit, 0) == sum(leg.amount for leg in some if leg.unit == unit)


def test_a_reversal_with_another_amount_is_found():  # F1
    original = Entry(1, (Leg("a", "TWD", Decimal(5)), Leg("b", "TWD", Decimal(-5))))
    wrong = Entry(2, (Leg("a", "TWD", Decimal(-4)), Leg("b", "TWD", Decimal(4))), reverses=1)
    assert codes(original, wrong) == ["REVERSAL_IS_NO_MIRROR"]


def test_two_reversals_of_one_entry_are_found():  # F1
    original = Entry(1, (Leg("a", "TWD", Decimal(5)), Leg("b", "TWD", Decimal(-5))))
    reversals = [Entry(at, mirror(original.legs), reverses=1) for at in (2, 3)]
    assert codes(original, *reversals) == ["REVERSED_TWICE"]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), cents, st.integers(0, 4))
def test_a_pool_taken_in_any_split_ends_at_exactly_zero(parts, amount, places):  # B27
    pool = Pool(Decimal(sum(parts)), amount)
    taken = []
    for part in parts:
        value, pool = pool.take(Decimal(part), places)
        taken.append(value)
    assert pool == Pool(Decimal(0), Decimal(0))
    assert sum(taken) == amount


@given(st.integers(1, 100), st.integers(1, 100), st.integers(0, 10**6))
def test_a_part_never_takes_more_than_there_is(part, rest, amount):
    value, left = Pool(Decimal(part + rest), Decimal(amount)).take(Decimal(part), 0)
    assert 0 <= value <= amount
    assert left.amount >= 0
