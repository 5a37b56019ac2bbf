"""R1–R10: from a request to a paid invoice, and what happens when people are late, wrong or in a hurry."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kontor.apps.procurement.errors import DuplicateInvoice, NotYourShare
from kontor.documents import api as documents
from kontor.documents.contracts import Take
from kontor.kernel.errors import DomainError
from kontor.testing.parallel import run_parallel
from tests.scenarios.company import Company

STOCK, GRNI, PAYABLES, INPUT_TAX, VARIANCE, EXPENSE, BANK = "1211", "2147", "2141", "1268", "5131", "6128", "1103"


def refusal(call: object, *args: object, **kwargs: object) -> str:
    """The code with which a call is refused."""
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)  # type: ignore[operator]
    return caught.value.code


def test_a_request_walks_all_ten_steps_and_the_books_end_at_zero(company: Company) -> None:  # R1–R10
    request = company.approves(company.requests("10 BOLT at 100"))
    order = company.orders(request)
    assert company.states(request) == ["purchased"]
    receipt = company.receives(order)
    assert company.states(request) == ["arrived"]
    assert (company.balance(STOCK), company.balance(GRNI)) == (1000, -1000)
    company.puts_away(receipt)
    assert company.states(request) == ["put_away"]
    company.accepts(receipt)
    assert company.line(request).values["acceptance"] == "accepted"
    takes = [Take(company.line(request).id, None, {"location": company.bins["A1"]})]
    (issue,) = documents.derive(company["engineer"], "issue", takes)
    documents.fire(company["engineer"], issue.id, "post")
    assert company.states(request) == ["issued"]
    assert (company.balance(STOCK), company.balance(EXPENSE)) == (0, 1000)
    invoice = company.is_billed(receipt)
    assert invoice.state == "matched"
    invoice = documents.fire(company["books"], invoice.id, "post")
    assert (company.balance(GRNI), company.balance(INPUT_TAX), company.balance(PAYABLES)) == (0, 50, -1050)
    assert company.read(order).state == "completed"
    assert company.line(request).values["payment"] == "billed"
    company.pays(invoice)
    assert company.line(request).values["payment"] == "paid", "the requester sees the tenth step too (R13)"
    assert company.read(invoice).state == "paid"
    assert (company.balance(PAYABLES), company.balance(BANK)) == (0, -1050)
    company.assert_proven()


def test_approved_lines_are_ordered_while_others_wait(company: Company) -> None:  # R2
    request = company.requests("10 BOLT at 100", "1 MOTOR at 5000", "5 CABLE at 20")
    bolt, motor, cable = (line.id for line in request.lines)
    documents.fire_lines(company["buyer"], "requisition", "approve", [bolt])
    documents.fire_lines(company["buyer"], "requisition", "question", [motor], inputs={"question": "Which flange?"})
    company.orders(request)
    assert company.states(request) == ["purchased", "questioned", "pending_review"]
    assert company.read(request).state == "in_review"
    documents.fire_lines(company["engineer"], "requisition", "answer", [motor], inputs={"answer": "B5"})
    documents.fire_lines(
        company["buyer"], "requisition", "reject", [motor, cable], inputs={"decision_reason": "In stock"}
    )
    assert company.read(request).state == "po_created"


def test_three_requests_share_one_order_line_and_each_gets_its_share(company: Company) -> None:  # R3, R6, C7
    first = company.approves(company.requests("4 BOLT at 100"))
    second = company.approves(company.requests("6 BOLT at 100", by="colleague"))
    order = company.orders(first, second)
    assert [line.values["quantity"] for line in order.lines] == [10]
    early = company.receives(order, "5")
    assert sorted(company.states(first) + company.states(second)) == ["arrived", "arrived"]
    company.receives(order, "5")
    fulfilled = [company.line(each).flows["fulfil"].quantity for each in (first, second)]
    assert fulfilled == [4, 6]
    company.accepts(early)
    company.assert_proven()


def test_nobody_approves_their_own_request(company: Company) -> None:  # R2, P3
    company.also_has("buyer", "employee")
    request = company.requests("1 BOLT at 100", by="buyer")
    lines = [request.lines[0].id]
    assert refusal(documents.fire_lines, company["buyer"], "requisition", "approve", lines) == "FOUR_EYES"
    documents.fire_lines(company["manager"], "requisition", "approve", lines)


def test_what_is_beyond_a_buyers_limit_is_decided_by_the_manager(company: Company) -> None:  # R2
    request = company.requests("100 MOTOR at 5000")
    lines = [request.lines[0].id]
    assert refusal(documents.fire_lines, company["buyer"], "requisition", "approve", lines) == "AUTHORITY_EXCEEDED"
    documents.fire_lines(company["manager"], "requisition", "approve", lines)
    assert company.states(request) == ["approved"]


def test_approval_needs_supplier_and_price(company: Company) -> None:  # R2
    request = company.requests("1 BOLT")
    lines = [request.lines[0].id]
    assert refusal(documents.fire_lines, company["buyer"], "requisition", "approve", lines) == "REQUIRED_FOR_ACTION"
    documents.fire_lines(company["buyer"], "requisition", "approve", lines, inputs={"unit_price": "12.5"})
    assert company.line(request).values["amount"] == 13, "a line amount in TWD is a whole dollar"


def test_an_urgent_request_says_when_and_why(company: Company) -> None:  # R1
    assert refusal(company.requests, "1 BOLT at 1", urgent=True) == "VALIDATION_ERROR"


def test_more_than_the_tolerance_is_refused_at_the_dock(company: Company) -> None:  # R6
    order = company.orders(company.approves(company.requests("100 BOLT at 10")))
    assert refusal(company.receives, order, "106") == "OPEN_QUANTITY_EXCEEDED"
    company.receives(order, "105")
    assert company.on_hand("BOLT") == 105


def test_refused_goods_go_back_and_their_value_with_them(company: Company) -> None:  # R8
    request = company.approves(company.requests("10 BOLT at 100"))
    receipt = company.receives(company.orders(request))
    company.accepts(receipt, refused="3")
    assert company.line(request).values["acceptance"] == "partial"
    returned = company.latest("supplier_return")
    line = returned.lines[0]
    assert line.values["quantity"] == 3
    documents.change(
        company["dock"], returned.id, version=returned.version, lines=[{"id": line.id, "location": company.receiving}]
    )
    documents.fire(company["dock"], returned.id, "post")
    assert (company.on_hand("BOLT"), company.balance(STOCK), company.balance(GRNI)) == (7, 700, -700)
    invoice = company.is_billed(receipt)
    documents.fire(company["books"], invoice.id, "post")
    assert company.balance(GRNI) == 0
    company.assert_proven()


def test_a_requester_inspects_only_what_arrived_for_them(company: Company) -> None:  # R8
    first = company.approves(company.requests("4 BOLT at 100"))
    second = company.approves(company.requests("6 BOLT at 100", by="colleague"))
    receipt = company.receives(company.orders(first, second))
    inputs = {"requisition_line": str(company.line(second).id)}
    takes = [Take(company.line(receipt).id, Decimal(6), inputs)]
    (verdict,) = documents.derive(company["engineer"], "accept", takes)
    with pytest.raises(NotYourShare):
        documents.fire(company["engineer"], verdict.id, "post")


def test_an_invoice_waits_for_the_acceptance_and_then_goes_on_by_itself(company: Company) -> None:  # R10
    receipt = company.receives(company.orders(company.approves(company.requests("10 BOLT at 100"))))
    invoice = company.is_billed(receipt)
    assert invoice.state == "held"
    assert invoice.values["hold_reasons"][0]["code"] == "QUANTITY_NOT_ACCEPTED"
    company.accepts(receipt)
    assert company.read(invoice).state == "matched"


def test_a_dearer_invoice_is_held_until_somebody_else_releases_it(company: Company) -> None:  # R10
    receipt = company.receives(company.orders(company.approves(company.requests("10 BOLT at 100"))))
    company.accepts(receipt)
    invoice = company.is_billed(receipt, price="120")
    assert invoice.state == "held"
    assert refusal(documents.fire, company["books"], invoice.id, "post") == "WRONG_STATE"
    documents.fire(company["chief"], invoice.id, "release", comment="Agreed by phone")
    documents.fire(company["books"], invoice.id, "post")
    assert (company.balance(GRNI), company.balance(VARIANCE)) == (0, 200)
    company.assert_proven()


def test_the_same_invoice_number_is_entered_once(company: Company) -> None:  # R10
    first = company.receives(company.orders(company.approves(company.requests("10 BOLT at 100"))))
    second = company.receives(company.orders(company.approves(company.requests("5 BOLT at 100"))))
    company.is_billed(first, number="AB 1234")
    with pytest.raises(DuplicateInvoice):
        company.is_billed(second, number="ab1234")


def test_ten_left_and_a_hundred_want_one_gives_ten(company: Company) -> None:  # R9, S1
    receipt = company.receives(company.orders(company.approves(company.requests("10 BOLT at 100"))))
    company.puts_away(receipt)

    def issue_one() -> None:
        line = {"item": company.items["BOLT"], "quantity": "1", "unit": "pcs", "location": company.bins["A1"]}
        issue = documents.create(company["engineer"], "stock_issue", {"purpose": "requester"}, [line])
        documents.fire(company["engineer"], issue.id, "post")

    outcomes = run_parallel([issue_one] * 100, threads=8)
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert len(outcomes) - len(refused) == 10
    assert {each.code for each in refused} == {"INSUFFICIENT_STOCK"}
    assert company.on_hand("BOLT") == 0
    company.assert_proven()


def test_a_batch_is_paid_once_however_often_it_is_asked(company: Company) -> None:  # R10
    receipt = company.receives(company.orders(company.approves(company.requests("10 BOLT at 100"))))
    company.accepts(receipt)
    invoice = documents.fire(company["books"], company.is_billed(receipt).id, "post")
    batch = company.pays(invoice)
    assert refusal(documents.fire, company["books"], batch.id, "pay") == "WRONG_STATE"
    assert company.balance(PAYABLES) == 0


def test_a_cancelled_order_gives_its_lines_back(company: Company) -> None:  # R3
    request = company.approves(company.requests("10 BOLT at 100"))
    order = company.orders(request)
    documents.fire(company["manager"], order.id, "cancel", inputs={"cancel_reason": "Supplier closed"})
    assert company.states(request) == ["approved"]
    assert company.line(request).flows["order"].open == 10
    company.orders(request)
    assert company.states(request) == ["purchased"]
