"""The number of statements of an action does not depend on the number of lines (design.md §3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.documents import api
from kontor.documents.contracts import Take
from kontor.documents.tests.conftest import Trade, ids, line

FEW, MANY = 1, 200
#: The most statements an action may take, unit of work included.
BUDGET = {
    "create": 8,
    "change": 8,
    "submit": 8,
    "approve": 9,
    "derive": 10,
    "place": 15,
    "post": 14,
}


def statements(act: Callable[[], Any]) -> list[str]:
    """What went to the database; now and then a series takes its next block of numbers, which is left out."""
    with CaptureQueriesContext(connection) as seen:
        act()
    return [each["sql"] for each in seen.captured_queries if "INTO number_block" not in each["sql"]]


def many(count: int) -> list[dict[str, Any]]:
    return [line(f"part {at}", "3", "1.5") for at in range(count)]


def one_way(trade: Trade, count: int) -> dict[str, list[str]]:
    """Every step of the chain with ``count`` lines, and the statements it took."""
    took: dict[str, list[str]] = {}
    made: list[Any] = []
    took["create"] = statements(lambda: made.append(trade.request(*many(count))))
    request = made[-1]
    lines = [{"id": each, "quantity": "4"} for each in ids(request)]
    took["change"] = statements(lambda: api.change(trade.ann, request.id, version=1, lines=lines))
    took["submit"] = statements(lambda: api.fire(trade.ann, request.id, "submit"))
    took["approve"] = statements(lambda: api.fire_lines(trade.bob, "request", "approve", ids(request)))
    took["derive"] = statements(lambda: made.append(trade.buy(*(Take(each) for each in ids(request)))[0]))
    order = made[-1]
    took["place"] = statements(lambda: api.fire(trade.bob, order.id, "place"))
    [delivery] = api.derive(trade.bob, "deliver", [Take(each) for each in ids(order)])
    took["post"] = statements(lambda: api.fire(trade.bob, delivery.id, "post"))
    return took


def test_one_line_and_two_hundred_take_the_same_statements(trade: Trade):
    one_way(trade, FEW)
    few, lots = one_way(trade, FEW), one_way(trade, MANY)
    assert {step: len(each) for step, each in few.items()} == {step: len(each) for step, each in lots.items()}
    over = {step: each for step, each in lots.items() if len(each) > BUDGET[step]}
    assert not over, {step: [sql[:150] for sql in each] for step, each in over.items()}


def test_a_thousand_independent_decisions_are_a_handful_of_statements(trade: Trade):  # R2
    requests = [trade.submitted(*many(50)) for _ in range(4)]
    wanted = [each for request in requests for each in ids(request)]
    took = statements(lambda: api.fire_lines_each(trade.bob, "request", "approve", wanted))
    assert len(took) <= 12, [sql[:150] for sql in took]
    assert {each.state for request in requests for each in trade.read(request).lines} == {"approved"}


@pytest.mark.parametrize("count", [1, 30])
def test_reading_takes_the_same_statements_whatever_it_refers_to(trade: Trade, count: int):
    made = trade.request(*many(count), owner=str(trade.bob.user_id))
    assert len(statements(lambda: api.get(trade.ann, "request", made.id))) <= 8
