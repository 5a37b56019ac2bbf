"""The same thing twice at once: exactly one wins, and every figure stays exact (P15)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from kontor.documents import api
from kontor.documents.contracts import Document, Take
from kontor.documents.invariants import violations
from kontor.documents.tests.conftest import Trade, ids, line
from kontor.kernel.errors import VersionConflict
from kontor.tenancy.api import working
from kontor.testing.parallel import run_parallel


def codes(results: list[Any]) -> list[str]:
    return sorted(getattr(each, "code", type(each).__name__) for each in results if isinstance(each, Exception))


def test_two_take_the_same_open_quantity_and_exactly_one_wins(trade: Trade):
    request = trade.approved(line("bolt", "10"))
    take = [Take(ids(request)[0], Decimal(10))]
    results = run_parallel([lambda: api.derive(trade.bob, "buy", take)] * 2, threads=2)
    assert len([each for each in results if isinstance(each, list)]) == 1
    assert codes(results) in (["LINE_NOT_READY"], ["OPEN_QUANTITY_EXCEEDED"])


def test_a_hundred_take_one_of_ten(trade: Trade):
    request = trade.approved(line("bolt", "10"))
    take = [Take(ids(request)[0], Decimal(1))]
    results = run_parallel([lambda: api.derive(trade.bob, "buy", take)] * 100, threads=8)
    # Ten percent may be bought on top: the tolerance of the flow.
    assert len([each for each in results if isinstance(each, list)]) in (10, 11)
    assert set(codes(results)) <= {"LINE_NOT_READY", "OPEN_QUANTITY_EXCEEDED"}
    line_now = trade.read(request).lines[0]
    assert line_now.flows["buy"].open == 0
    assert line_now.state == "ordered"
    with working(trade.eve, read_only=True):
        assert list(violations()) == []


def test_the_header_follows_although_its_lines_are_decided_at_once(trade: Trade):
    sent = trade.submitted(*(line(f"part {at}") for at in range(8)))
    tasks = [partial(api.fire_lines, trade.bob, "request", "refuse", [each], comment="no") for each in ids(sent)]
    results = run_parallel(tasks, threads=8)
    assert not codes(results)
    assert trade.read(sent).state == "done"


def test_of_two_saves_of_one_version_one_is_told_of_the_other(trade: Trade):
    made = trade.request()
    tasks = [partial(api.change, trade.ann, made.id, version=1, values={"title": title}) for title in "ABCD"]
    results = run_parallel(tasks, threads=4)
    assert len([each for each in results if isinstance(each, Document)]) == 1
    assert all(isinstance(each, VersionConflict) for each in results if isinstance(each, Exception))
    assert trade.read(made).version == 2


@pytest.mark.parametrize("count", [30])
def test_legal_numbers_have_no_gap_although_a_third_fails(trade: Trade, count: int):  # P6
    orders = [trade.buy(Take(ids(trade.approved())[0]))[0] for _ in range(count)]
    for order in orders[::3]:
        api.fire(trade.bob, order.id, "drop")
    results = run_parallel([partial(api.fire, trade.bob, each.id, "place") for each in orders], threads=8)
    placed = sorted(int(each.number.rpartition("-")[2]) for each in results if isinstance(each, Document))
    assert placed == list(range(1, len(placed) + 1))
    assert len(placed) == count - len(orders[::3])


def delivered(trade: Trade, line_id: UUID) -> Document:
    """One piece of an order line, delivered and posted."""
    [delivery] = api.derive(trade.bob, "deliver", [Take(line_id, Decimal(1))])
    return api.fire(trade.bob, delivery.id, "post")


def test_chains_up_and_down_at_once_do_not_block_each_other(trade: Trade):
    requests = [trade.submitted(line("bolt", "6"), line("nut", "6"), line("later")) for _ in range(3)]
    wanted = [each for request in requests for each in ids(request)[:2]]
    api.fire_lines(trade.bob, "request", "approve", wanted)
    [order] = trade.buy(*(Take(each) for each in wanted))
    api.fire(trade.bob, order.id, "place")
    receive: list[Callable[[], Document]] = [partial(delivered, trade, each) for each in ids(order) for _ in range(6)]
    edit: list[Callable[[], Document]] = [
        partial(api.change, trade.eve, each.id, version=None, values={"priority": 5}) for each in requests * 4
    ]
    results = run_parallel([each for pair in zip(receive, edit, strict=False) for each in pair], threads=8)
    assert not codes(results)
    with working(trade.eve, read_only=True):
        assert list(violations()) == []
