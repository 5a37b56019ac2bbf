"""S1, B5, B6: many at once, on real connections with real commits."""

from __future__ import annotations

import random

from kontor.ledgers.stock.errors import InsufficientStock
from kontor.testing.parallel import run_parallel


def results_of(outcomes):
    """How many succeeded, and every failure that is not a refusal for lack of stock."""
    broken = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, InsufficientStock)]
    assert broken == []
    return sum(1 for each in outcomes if not isinstance(each, Exception))


def test_a_hundred_parallel_issues_of_the_last_ten_give_exactly_ten(warehouse):  # B6
    warehouse.receive("10", "BOLT", "A-01", "1.50")
    tasks = [lambda: warehouse.issue("1", "BOLT", "A-01") for _ in range(100)]
    assert results_of(run_parallel(tasks, threads=10)) == 10
    assert warehouse.on_hand("BOLT") == 0
    assert warehouse.value("BOLT") == (0, 0)
    assert warehouse.violations() == []


def test_a_hundred_parallel_promises_of_the_last_ten_give_exactly_ten(warehouse):  # S1
    warehouse.receive("10", "BOLT", "A-01", "1.50")
    tasks = [lambda at=at: warehouse.reserve("1", "BOLT", "A-01", f"k{at}") for at in range(100)]
    assert results_of(run_parallel(tasks, threads=10)) == 10
    assert warehouse.violations() == []


def test_postings_of_the_same_items_in_any_order_do_not_deadlock(warehouse):  # B5
    items = [f"I{at}" for at in range(6)]
    for code in items:
        warehouse.item(code, costing="fifo")
        warehouse.receive("500", code, "A-01", "2.00")

    def work(seed: int):
        chance = random.Random(seed)
        chosen = chance.sample(items, 4)
        moves = [warehouse.move("1", code, "A-01", "A-02") for code in chosen]
        moves += [warehouse.move("1", code, "supplier", "A-02", unit_cost="3") for code in chance.sample(items, 3)]
        moves += [warehouse.move("1", code, "A-01", "consumption") for code in chance.sample(items, 3)]
        return lambda: warehouse.post(*moves)

    assert results_of(run_parallel([work(seed) for seed in range(60)], threads=8)) == 60
    assert warehouse.violations() == []


def test_first_receipts_of_the_same_items_at_once_make_one_balance_each(warehouse):  # B5
    codes = [f"N{at}" for at in range(5)]
    for code in codes:
        warehouse.item(code)

    def work(seed: int):
        order = random.Random(seed).sample(codes, 5)
        moves = [warehouse.move("1", code, "supplier", "A-01", unit_cost="2") for code in order]
        return lambda: warehouse.post(*moves)

    assert results_of(run_parallel([work(seed) for seed in range(24)], threads=8)) == 24
    assert {warehouse.on_hand(code) for code in codes} == {24}
    assert warehouse.violations() == []
