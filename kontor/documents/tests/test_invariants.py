"""Promises that hold for every history of splitting, merging, partial flow and return (P2)."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.documents import api
from kontor.documents.contracts import Document, Take
from kontor.documents.flows.shares import give_back, lower_to, raise_to, split_amount, tolerated
from kontor.documents.invariants import violations
from kontor.documents.tests.conftest import Trade, ids, line, make_trade
from kontor.kernel.errors import DomainError
from kontor.tenancy.api import working

quantities = st.decimals("0.0001", "1000", places=4)
amounts = st.decimals("-100000", "100000", places=2)


@given(amounts, st.lists(quantities, min_size=1, max_size=12))
def test_shares_of_an_amount_add_up_and_none_is_off_by_more_than_a_cent(total: Decimal, weights: list[Decimal]):
    shares = split_amount(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) <= Decimal("0.01")


@given(st.lists(quantities, min_size=1, max_size=8), quantities)
def test_lowering_takes_from_the_last_and_never_below_zero(shares: list[Decimal], wanted: Decimal):
    lowered = lower_to(shares, wanted)
    assert sum(lowered) == min(sum(shares), wanted)
    assert all(0 <= new <= old for new, old in zip(lowered, shares, strict=True))


@given(st.lists(st.tuples(quantities, quantities), min_size=1, max_size=8), quantities)
def test_raising_fills_rooms_in_order(pairs: list[tuple[Decimal, Decimal]], more: Decimal):
    shares, rooms = [each[0] for each in pairs], [each[1] for each in pairs]
    raised, lacking = raise_to(shares, rooms, sum(shares) + more)
    assert sum(raised) + lacking == sum(shares) + more
    assert all(old <= new <= old + room for new, old, room in zip(raised, shares, rooms, strict=True))


@given(st.lists(quantities, min_size=1, max_size=8), quantities)
def test_giving_back_never_returns_more_than_there_was(nets: list[Decimal], quantity: Decimal):
    back, nobody = give_back(nets, quantity)
    assert sum(back) + nobody == quantity
    assert all(0 <= each <= net for each, net in zip(back, nets, strict=True))


@given(quantities, st.decimals("0", "50", places=2), quantities)
def test_the_larger_tolerance_wins(offered: Decimal, percent: Decimal, absolute: Decimal):
    assert tolerated(offered, percent, absolute) == offered + max(offered * percent / 100, absolute)


@pytest.fixture(scope="module")
def company(database: Any) -> Trade:
    """One tenant for all histories; each history has documents of its own."""
    return make_trade()


steps = st.lists(
    st.tuples(
        st.sampled_from(["buy", "buy_rest", "merge", "shrink", "grow", "drop", "deliver", "give_back", "undo"]),
        st.integers(0, 50),
        st.decimals("0.5", "9", places=1),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_mix_keeps_every_sum(company: Trade, steps: list[tuple[str, int, Decimal]]):
    """The shares of a line make up the line, running sums are the sum of shares, and nothing is open below zero."""
    history = History(company)
    for step, pick, quantity in steps:
        history.attempt(step, pick, quantity)
        history.check()


class History:
    """Two requests and whatever becomes of them."""

    def __init__(self, company: Trade) -> None:
        self.company = company
        made = [company.approved(line("bolt", "10"), line("nut", "7.5", "0.3333")) for _ in range(2)]
        self.sources = [each for document in made for each in ids(document)]
        self.requests = [document.id for document in made]
        self.orders: list[Any] = []
        self.deliveries: list[Any] = []
        self.returns: list[Any] = []

    def attempt(self, step: str, pick: int, quantity: Decimal) -> None:
        """One step; refusals are part of life, whatever was done before them must still add up."""
        with suppress(DomainError):
            getattr(self, step)(pick, quantity)

    def buy(self, pick: int, quantity: Decimal) -> None:
        self._bought(Take(self.sources[pick % 4], quantity))

    def buy_rest(self, pick: int, quantity: Decimal) -> None:
        self._bought(Take(self.sources[pick % 4]))

    def merge(self, pick: int, quantity: Decimal) -> None:
        self._bought(Take(self.sources[pick % 2], quantity), Take(self.sources[pick % 2 + 2]))

    def _bought(self, *takes: Take) -> None:
        self.orders += [each.id for each in self.company.buy(*takes)]

    def _order(self, pick: int) -> Document:
        return api.get(self.company.eve, "order", self.orders[pick % len(self.orders)]) if self.orders else _none()

    def shrink(self, pick: int, quantity: Decimal) -> None:
        self._resize(pick, lambda present: max(present - quantity, Decimal("0.1")))

    def grow(self, pick: int, quantity: Decimal) -> None:
        self._resize(pick, lambda present: present + quantity)

    def _resize(self, pick: int, size: Any) -> None:
        order = self._order(pick)
        target = order.lines[pick % len(order.lines)]
        change = {"id": target.id, "quantity": str(size(target.values["quantity"])), "unit_price": f"{pick}.07"}
        api.change(self.company.bob, order.id, version=order.version, lines=[change])

    def drop(self, pick: int, quantity: Decimal) -> None:
        api.fire(self.company.bob, self._order(pick).id, "cancel" if pick % 2 else "drop")

    def deliver(self, pick: int, quantity: Decimal) -> None:
        order = self._order(pick)
        if order.state == "draft":
            api.fire(self.company.bob, order.id, "place")
        takes = [Take(each, quantity if pick % 3 else None) for each in ids(order)]
        for made in api.derive(self.company.bob, "deliver", takes):
            api.fire(self.company.bob, made.id, "post")
            self.deliveries.append(made.id)

    def give_back(self, pick: int, quantity: Decimal) -> None:
        chosen = self.deliveries[pick % len(self.deliveries)] if self.deliveries else _none()
        delivery = api.get(self.company.eve, "delivery", chosen)
        made = api.derive(self.company.bob, "give_back", [Take(each, quantity) for each in ids(delivery)])
        self.returns += [each.id for each in made]

    def undo(self, pick: int, quantity: Decimal) -> None:
        chosen = self.returns[pick % len(self.returns)] if self.returns else _none()
        api.fire(self.company.bob, chosen, "cancel")

    def check(self) -> None:
        everything = [*self.requests, *self.orders, *self.deliveries, *self.returns]
        with working(self.company.eve, read_only=True):
            found = list(violations(everything))
        assert not found, found
        for document_id in self.requests:
            for each in api.get(self.company.eve, "request", document_id).lines:
                assert (each.flows["buy"].open or 0) >= 0


def _none() -> Any:
    from kontor.kernel.errors import NotFound

    raise NotFound
