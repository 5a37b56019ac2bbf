"""S1, S2: thousands of histories on the pure plan, hundreds on the database; the promises hold after every step."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kontor.kernel.ids import new_id
from kontor.ledgers.entry import Entry, Leg, violations
from kontor.ledgers.stock.contracts import Facts, ItemFacts, LocationFacts, MoveRequest, Place
from kontor.ledgers.stock.errors import AlreadyReversed, InsufficientStock, InsufficientStockOnDate
from kontor.ledgers.stock.planning import PlannedMove, plan_moves
from kontor.ledgers.stock.state import PastPool, Reversed, StockState
from kontor.ledgers.stock.tests.warehouse import Warehouse, warehouse_of

FIRST = dt.date(2026, 1, 1)
ITEMS = {
    "average": ItemFacts(code="average", costing="moving_average"),
    "fifo": ItemFacts(code="fifo", costing="fifo"),
    "bold": ItemFacts(code="bold", costing="moving_average", may_be_negative=True),
    "brave": ItemFacts(code="brave", costing="fifo", may_be_negative=True),
}
BINS = ("A", "B")
OUTSIDE = ("supplier", "consumption")
REFUSALS = (InsufficientStock, InsufficientStockOnDate, AlreadyReversed)

items = st.sampled_from(sorted(ITEMS))
quantities = st.integers(1, 400).map(lambda n: Decimal(n).scaleb(-2))
costs = st.integers(0, 100_000).map(lambda n: Decimal(n).scaleb(-4))
days = st.integers(0, 20).map(lambda n: FIRST + dt.timedelta(days=n))
ways = st.sampled_from([("supplier", "A"), ("supplier", "B"), ("A", "B"), ("B", "A"), ("A", "consumption"),
                        ("B", "consumption"), ("A", "supplier")])  # fmt: skip


class StockHistories(RuleBasedStateMachine):
    """The plan alone: what the database would answer about the past is counted here from the moves."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = {name: new_id() for name in (*ITEMS, *BINS, *OUTSIDE)}
        self.company = new_id()
        self.state = StockState()
        self.moves: list[PlannedMove] = []
        locations = {self.ids[name]: LocationFacts(code=name, kind="bin", is_stocked=True) for name in BINS}
        locations |= {self.ids[name]: LocationFacts(code=name, kind=name, is_stocked=False) for name in OUTSIDE}
        self.facts = Facts({self.ids[name]: facts for name, facts in ITEMS.items()}, locations)

    @rule(item=items, way=ways, quantity=quantities, cost=costs, day=days)
    def move(self, item, way, quantity, cost, day):
        self.attempt(self.request(item, way, quantity, day, unit_cost=cost))

    @rule(data=st.data())
    def reverse(self, data):
        if self.moves:
            move = data.draw(st.sampled_from(self.moves))
            self.attempt(mirror_of(move))

    def request(self, item, way, quantity, day, **facts) -> MoveRequest:
        source, target = (self.ids[name] for name in way)
        return MoveRequest(key="one", company_id=self.company, item_id=self.ids[item], quantity=quantity,
                           source_location_id=source, target_location_id=target, date=day, **facts)  # fmt: skip

    def attempt(self, request: MoveRequest) -> None:
        if request.reverses and any(move.request.reverses == request.reverses for move in self.moves):
            return
        self.tell_the_past(request)
        before = self.snapshot()
        try:
            plan = plan_moves([request], self.facts, self.state, places=2)
        except REFUSALS:
            assert self.snapshot() == before
            return
        for pool in self.state.pools.values():
            pool.layers = [layer for layer in pool.layers if layer.quantity_left]
        self.moves += plan.moves

    def tell_the_past(self, request: MoveRequest) -> None:
        self.state.lowest_since.clear()
        self.state.past_pools.clear()
        source = request.source
        if source.location_id in {self.ids[name] for name in BINS}:
            ends = {request.date, *(move.request.date for move in self.moves if move.request.date > request.date)}
            self.state.lowest_since[source, request.date] = min(self.on_hand(source, day) for day in ends)
        pool = self.state.pool(request.item_id)
        if pool.last_date is not None and request.date < pool.last_date:
            self.state.past_pools[request.item_id, request.date] = self.past_pool(request.item_id, request.date)
        if request.reverses:
            original = next(move.result for move in self.moves if move.result.move_id == request.reverses)
            self.state.reversed_moves[request.reverses] = Reversed(
                original.direction, original.value, original.adjustment
            )

    def on_hand(self, place: Place, until: dt.date = dt.date.max) -> Decimal:
        moves = [move.request for move in self.moves if move.request.date <= until]
        return sum((each.quantity * ((each.target == place) - (each.source == place)) for each in moves), Decimal(0))

    def past_pool(self, item_id, until: dt.date) -> PastPool:
        quantity = value = Decimal(0)
        for move in self.moves:
            if move.request.item_id == item_id and move.result.direction:
                if move.request.date <= until:
                    quantity += move.result.direction * move.request.quantity
                    value += move.result.direction * move.result.value
                if move.result.adjustment_date is not None and move.result.adjustment_date <= until:
                    value += move.result.adjustment
        return PastPool(quantity, value)

    def snapshot(self):
        pools = {item: (pool.quantity, pool.value) for item, pool in self.state.pools.items()}
        return {place: each.on_hand for place, each in self.state.balances.items() if each.on_hand}, pools

    @invariant()
    def quantities_add_up(self):
        legs = [
            Entry(move.result.move_id, (
                Leg(move.request.target_location_id, move.request.item_id, move.request.quantity),
                Leg(move.request.source_location_id, move.request.item_id, -move.request.quantity),
            ), move.request.reverses)
            for move in self.moves
        ]  # fmt: skip
        assert violations(legs) == []
        for place, balance in self.state.balances.items():
            assert balance.on_hand == self.on_hand(place)

    @invariant()
    def nothing_is_negative_unless_allowed(self):
        for place, balance in self.state.balances.items():
            if not self.facts.items[place.item_id].may_be_negative:
                assert balance.on_hand >= 0
                for day in {move.request.date for move in self.moves}:
                    assert self.on_hand(place, day) >= 0

    @invariant()
    def value_is_conserved(self):
        for item_id, pool in self.state.pools.items():
            total = self.past_pool(item_id, dt.date.max)
            assert (pool.quantity, pool.value) == (total.quantity, total.value)
            if pool.quantity == 0:
                assert pool.value == 0

    @invariant()
    def layers_are_the_pool(self):
        for item_id, pool in self.state.pools.items():
            if self.facts.items[item_id].costing == "fifo" and pool.quantity >= 0:
                assert sum(layer.quantity_left for layer in pool.layers) == pool.quantity
                assert sum(layer.value_left for layer in pool.layers) == pool.value
                assert all(layer.value_left >= 0 for layer in pool.layers)


def mirror_of(move: PlannedMove) -> MoveRequest:
    request = move.request
    return MoveRequest(key="one", company_id=request.company_id, item_id=request.item_id, quantity=request.quantity,
                       source_location_id=request.target_location_id, target_location_id=request.source_location_id,
                       date=max(request.date, FIRST + dt.timedelta(days=10)), reverses=move.result.move_id)  # fmt: skip


def test_any_history_of_the_plan_keeps_the_promises():
    run_state_machine_as_test(
        StockHistories, settings=settings(max_examples=120, stateful_step_count=30, deadline=None)
    )


class StockHistoriesOnTheDatabase(RuleBasedStateMachine):
    """The same through the public face: statements, locks, constraints and proofs included."""

    @initialize()
    def open(self):
        self.warehouse: Warehouse = warehouse_of()
        for name, facts in ITEMS.items():
            self.warehouse.item(name, costing=facts.costing, may_be_negative=facts.may_be_negative)
        for name in BINS:
            self.warehouse.location(name)
        self.results = []
        self.steps = 0

    @rule(parts=st.lists(st.tuples(items, ways, quantities, costs, days), min_size=1, max_size=4))
    def post(self, parts):
        moves = [
            self.warehouse.move(str(quantity), item, *way, unit_cost=str(cost), date=day)
            for item, way, quantity, cost, day in parts
        ]
        with suppress(*REFUSALS):
            self.results += zip(moves, self.warehouse.post(*moves), strict=True)

    @rule(data=st.data())
    def reverse(self, data):
        if self.results:
            move, result = data.draw(st.sampled_from(self.results))
            request = mirror_of(PlannedMove(move, result))
            with suppress(*REFUSALS):
                self.warehouse.post(request)

    @rule(item=items, quantity=quantities, key=st.sampled_from("xyz"))
    def reserve(self, item, quantity, key):
        with suppress(InsufficientStock):
            self.warehouse.reserve(str(quantity), item, "A", key)

    @rule(item=items, quantity=quantities, key=st.sampled_from("xyz"), day=days)
    def issue_reserved(self, item, quantity, key, day):
        with suppress(*REFUSALS):
            self.warehouse.issue(str(quantity), item, "A", reservation_key=key, date=day)

    @invariant()
    def every_proof_holds(self):
        assert self.warehouse.violations() == []


@pytest.mark.usefixtures("database")
def test_any_history_on_the_database_keeps_the_promises():
    run_state_machine_as_test(
        StockHistoriesOnTheDatabase,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
