"""Lines flow on: split, merge, partial, return, tolerance, release – and what follows from it (P2, R3, R6, R8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from kontor.documents import api
from kontor.documents.contracts import Take
from kontor.documents.errors import FlowExceeded, NotFlowing, NothingToDerive
from kontor.documents.tests.conftest import Trade, ids, line
from kontor.kernel.errors import DomainError, Forbidden, NeedsConfirmation, ValidationFailed


def D(text: str | int) -> Decimal:
    return Decimal(text)


def flowed(trade: Trade, document, flow: str = "buy") -> list[tuple[Any, ...]]:
    """(done, amount, open) of each line."""
    lines = trade.read(document).lines
    return [(each.flows[flow].quantity, each.flows[flow].amount, each.flows[flow].open) for each in lines]


def edges(trade: Trade, document):
    graph = api.flow_graph(trade.eve, document.id)
    return [(each.quantity, each.amount, each.is_released) for each in graph.edges]


def test_same_items_of_many_requests_share_one_line_and_keep_each_share(trade: Trade):  # R3
    one = trade.approved(line("bolt", "10", "2.50"), line("nut", "7", "0.10"))
    two = trade.approved(line("bolt", "5", "2.50"))
    takes = [Take(each) for each in (*ids(one), *ids(two))]
    [order] = trade.buy(*takes)
    assert [(each.values["description"], each.values["quantity"]) for each in order.lines] == [
        ("bolt", D("15")),
        ("nut", D("7")),
    ]
    assert order.values["total_amount"] == D("38.20")
    assert edges(trade, order) == [(D(10), D("25.00"), False), (D(5), D("12.50"), False), (D(7), D("0.70"), False)]
    assert flowed(trade, one) == [(D(10), D("25.00"), D(0)), (D(7), D("0.70"), D(0))]
    assert [each.state for each in trade.read(one).lines] == ["ordered", "ordered"]
    assert trade.read(one).state == "done"


def test_orders_are_grouped_by_supplier_in_the_order_asked(trade: Trade):  # R3
    request = trade.approved(line("a", supplier="Acme"), line("b", supplier="Bolts"), line("c", supplier="Acme"))
    made = trade.buy(*(Take(each) for each in ids(request)))
    assert [(each.values["supplier"], len(each.lines)) for each in made] == [("Acme", 2), ("Bolts", 1)]
    forced = trade.approved(line("d", supplier="Acme"), line("e", supplier="Bolts"))
    [only] = trade.buy(*(Take(each) for each in ids(forced)), inputs={"supplier": "Screws"})
    assert only.values["supplier"] == "Screws"


def test_the_source_remembers_where_it_went(trade: Trade):  # P7
    request = trade.approved(line("bolt", "10"))
    [order] = trade.buy(Take(ids(request)[0], D(4)))
    newest = api.timeline(trade.ann, request.id)[0]
    told = {"flow": "buy", "target": str(order.id), "lines": {str(ids(request)[0]): "4"}}
    assert (newest.kind, {name: newest.data[name] for name in told}) == ("request.linked", told)
    assert newest.data["steps"][0]["kind"] == "line.mark_partly"


def test_a_partial_quantity_leaves_the_rest_open(trade: Trade):  # R3
    request = trade.approved(line("bolt", "10"))
    trade.buy(Take(ids(request)[0], D(4)))
    assert flowed(trade, request) == [(D(4), D("10.00"), D(6))]
    assert trade.read(request).lines[0].state == "partly"
    trade.buy(Take(ids(request)[0]))
    assert flowed(trade, request) == [(D(10), D("25.00"), D(0))]
    assert trade.read(request).lines[0].state == "ordered"


def test_more_than_open_is_refused_with_the_figures(trade: Trade):  # R6
    request = trade.approved(line("bolt", "10"))
    trade.buy(Take(ids(request)[0], D(4)))
    with pytest.raises(FlowExceeded) as refused:
        trade.buy(Take(ids(request)[0], D("7.5")))
    error = refused.value
    assert (error.code, error.open, error.asked, error.most) == ("OPEN_QUANTITY_EXCEEDED", D(6), D("7.5"), D(7))
    trade.buy(Take(ids(request)[0], D(7)))
    assert flowed(trade, request)[0][2] == 0
    with pytest.raises((NothingToDerive, NotFlowing)):
        trade.buy(Take(ids(request)[0]))


def test_the_same_line_twice_in_one_call_counts_twice(trade: Trade):  # R3
    request = trade.approved(line("bolt", "10"))
    with pytest.raises(FlowExceeded):
        trade.buy(Take(ids(request)[0], D(6)), Take(ids(request)[0], D(6)))
    [order] = trade.buy(Take(ids(request)[0], D(6)), Take(ids(request)[0]))
    assert order.lines[0].values["quantity"] == D(10)
    assert edges(trade, order) == [(D(10), D("25.00"), False)]


def test_whoever_may_exceed_is_asked_first(trade: Trade):  # R6
    request = trade.approved(line("bolt", "10"))
    with pytest.raises(NeedsConfirmation) as asked:
        api.derive(trade.eve, "buy", [Take(ids(request)[0], D(20))])
    assert asked.value.codes == ("OPEN_QUANTITY_EXCEEDED",)
    [order] = api.derive(trade.eve, "buy", [Take(ids(request)[0], D(20))], confirmed=asked.value.codes)
    assert order.lines[0].values["quantity"] == D(20)
    assert flowed(trade, request) == [(D(20), D("50.00"), D(0))]


def test_a_tolerance_may_warn(trade: Trade):  # R6
    order = trade.placed(Take(ids(trade.approved(line("bolt", "10")))[0]))
    api.derive(trade.bob, "deliver", [Take(ids(order)[0], D(11))])
    with pytest.raises(NeedsConfirmation):
        api.derive(trade.bob, "deliver", [Take(ids(order)[0], D(1))])


def test_wrong_takes_are_refused(trade: Trade):  # R3
    waiting, approved = trade.submitted(), trade.approved()
    with pytest.raises(NotFlowing) as refused:
        trade.buy(Take(ids(waiting)[0]))
    assert refused.value.code == "LINE_NOT_READY"
    for take, path in (
        (Take(uuid4()), "takes[0].line_id"),
        (Take(ids(approved)[0], D(0)), "takes[0].quantity"),
        (Take(ids(approved)[0], D(-1)), "takes[0].quantity"),
        (Take(ids(approved)[0], inputs={"colour": "red"}), "takes[0].inputs.colour"),
        (Take(ids(approved)[0], inputs={"unit_price": "1"}), None),
    ):
        if path is None:
            continue
        with pytest.raises(ValidationFailed) as wrong:
            trade.buy(take)
        assert [each.path for each in wrong.value.problems] == [path]
    with pytest.raises(NothingToDerive):
        trade.buy()
    with pytest.raises(DomainError) as unknown:
        api.derive(trade.bob, "bye", [])
    assert unknown.value.code == "UNKNOWN_FLOW"
    with pytest.raises(Forbidden):
        api.derive(trade.ann, "buy", [Take(ids(approved)[0])])


def test_inputs_reach_the_target_line(trade: Trade):  # R6
    order = trade.placed(Take(ids(trade.approved())[0]))
    [delivery] = api.derive(
        trade.bob, "deliver", [Take(ids(order)[0], D(2), {"lot": "L1"})], values={"currency": "EUR"}
    )
    assert delivery.lines[0].values["lot"] == "L1"
    assert delivery.values["currency"] == "EUR"


def test_lines_are_added_to_a_draft(trade: Trade):  # R3
    request = trade.approved(line("bolt"), line("nut"))
    [order] = trade.buy(Take(ids(request)[0]))
    [same] = trade.buy(Take(ids(request)[1]), into=order.id)
    assert same.id == order.id
    assert [each.values["description"] for each in same.lines] == ["bolt", "nut"]
    assert same.values["total_amount"] == D("50.00")


def test_a_changed_target_changes_its_shares(trade: Trade):  # P2
    one, two = trade.approved(line("bolt", "10")), trade.approved(line("bolt", "5"))
    [order] = trade.buy(Take(ids(one)[0], D(8)), Take(ids(two)[0]))
    target = str(ids(order)[0])
    less = api.change(trade.bob, order.id, version=order.version, lines=[{"id": target, "quantity": "10"}])
    assert edges(trade, order) == [(D(8), D("20.00"), False), (D(2), D("5.00"), False)]
    more = api.change(trade.bob, order.id, version=less.version, lines=[{"id": target, "quantity": "15"}])
    assert [each[0] for each in edges(trade, order)] == [D(11), D(4)]
    dear = api.change(trade.bob, order.id, version=more.version, lines=[{"id": target, "unit_price": "1.0001"}])
    assert [each[1] for each in edges(trade, order)] == [D("11.00"), D("4.00")]
    assert sum(each[1] for each in edges(trade, order)) == dear.lines[0].values["amount"]
    with pytest.raises(FlowExceeded):
        api.change(trade.bob, order.id, version=dear.version, lines=[{"id": target, "quantity": "100"}])


def test_removing_a_target_line_gives_its_quantity_back(trade: Trade):  # P2
    request = trade.approved(line("bolt"), line("nut"))
    [order] = trade.buy(*(Take(each) for each in ids(request)))
    api.change(trade.bob, order.id, version=order.version, removed_lines=[ids(order)[0]])
    assert [each[2] for each in flowed(trade, request)] == [D(10), D(0)]


@pytest.mark.parametrize(("action", "state"), [("cancel", "approved"), ("drop", "ordered")])
def test_a_cancelled_target_gives_everything_back(trade: Trade, action: str, state: str):  # P2
    request = trade.approved(line("bolt"))
    [order] = trade.buy(Take(ids(request)[0]))
    api.fire(trade.bob, order.id, action)
    assert flowed(trade, request) == [(D(0), D("0.00"), D(10))]
    assert trade.read(request).lines[0].state == state
    assert edges(trade, order) == [(D(10), D("25.00"), True)]
    if action == "cancel":
        [again] = trade.buy(Take(ids(request)[0]))
        assert again.lines[0].values["quantity"] == D(10)


def test_deleting_a_draft_gives_its_quantity_back(trade: Trade):  # P15
    request = trade.approved(line("bolt"))
    [order] = trade.buy(Take(ids(request)[0]))
    with pytest.raises(DomainError) as refused:
        api.delete(trade.eve, request.id, version=trade.read(request).version, reason="x")
    assert refused.value.code == "NOT_DELETABLE"
    api.delete(trade.bob, order.id, version=order.version, reason="double")
    assert flowed(trade, request)[0][2] == D(10)


def test_effects_run_up_and_down_the_chain(trade: Trade):  # P3
    request = trade.approved(line("bolt", "10"), line("nut", "4"))
    [order] = trade.buy(*(Take(each) for each in ids(request)), values={"due": "2026-12-24"})
    api.fire(trade.bob, order.id, "place")
    assert {str(each.values["expected"]) for each in trade.read(request).lines} == {"2026-12-24"}
    [delivery] = api.derive(trade.bob, "deliver", [Take(ids(order)[0], D(4)), Take(ids(order)[1])])
    api.fire(trade.bob, delivery.id, "post")
    assert [each.state for each in trade.read(order).lines] == ["placed", "delivered"]
    assert [each.state for each in trade.read(request).lines] == ["ordered", "arrived"]
    api.fire(trade.bob, order.id, "ship_all")
    assert trade.read(order).state == "done"
    assert {each.state for each in trade.read(request).lines} == {"arrived"}
    numbers = [each.number for each in api.flow_graph(trade.bob, request.id).nodes]
    assert len(numbers) == 4
    assert trade.read(order).number.startswith("OR-")


def test_a_return_opens_what_was_delivered(trade: Trade):  # R8
    order = trade.placed(Take(ids(trade.approved(line("bolt", "10")))[0]))
    [delivery] = api.derive(trade.bob, "deliver", [Take(ids(order)[0])])
    api.fire(trade.bob, delivery.id, "post")
    assert trade.read(order).state == "done"
    [back] = api.derive(trade.bob, "give_back", [Take(ids(delivery)[0], D(3))])
    assert flowed(trade, order, "deliver") == [(D(7), D("17.50"), D(3))]
    assert flowed(trade, delivery, "give_back")[0][2] == D(7)
    assert trade.read(order).lines[0].state == "placed"
    assert trade.read(order).state == "placed"
    [rest] = api.derive(trade.bob, "deliver", [Take(ids(order)[0])])
    assert rest.lines[0].values["quantity"] == D(3)
    api.fire(trade.bob, rest.id, "cancel")
    api.fire(trade.bob, back.id, "cancel")
    assert flowed(trade, order, "deliver") == [(D(10), D("25.00"), D(0))]


def test_a_legal_number_comes_with_its_action_and_stays(trade: Trade):  # P6
    [order] = trade.buy(Take(ids(trade.approved())[0]))
    assert order.number.startswith("~")
    placed = api.fire(trade.bob, order.id, "place")
    assert placed.number.endswith("-0001")
    assert trade.read(order).number == placed.number


def test_the_graph_hides_what_one_may_not_read(trade: Trade):  # P5
    request = trade.approved()
    [order] = trade.buy(Take(ids(request)[0]))
    nodes = {each.document_id: each for each in api.flow_graph(trade.ann, request.id).nodes}
    assert (nodes[order.id].readable, nodes[order.id].number, nodes[order.id].hops) == (False, "", 1)
    assert nodes[request.id].readable


def test_formulas_follow_states_and_flows(trade: Trade):  # P1
    request = trade.submitted(line("bolt", "10"), line("nut", "4"))
    assert (request.values["undecided"], request.values["left_to_buy"]) == (2, D(14))
    api.fire_lines(trade.bob, "request", "approve", ids(request)[:1])
    assert trade.read(request).values["undecided"] == 1
    [order] = trade.buy(Take(ids(request)[0], D(3)))
    assert trade.read(request).values["left_to_buy"] == D(11)
    api.fire(trade.bob, order.id, "cancel")
    assert trade.read(request).values["left_to_buy"] == D(14)
