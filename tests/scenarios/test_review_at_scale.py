"""R2: a thousand lines decided at once, each with its own result."""

from __future__ import annotations

from kontor.documents import api as documents
from tests.scenarios.company import Company

REQUESTS, LINES = 10, 100


def test_a_thousand_lines_are_approved_in_one_go_and_every_failure_says_why(company: Company) -> None:
    wishes = [f"1 BOLT at {price}" for price in range(1, LINES)]
    requests = [company.requests(*wishes, "1 BOLT") for _ in range(REQUESTS)]
    lines = [line.id for request in requests for line in request.lines]
    done = documents.fire_lines_each(company["buyer"], "requisition", "approve", lines)
    assert len(done.results) == REQUESTS * LINES
    assert len(done.failed) == REQUESTS, "one line of each request has no price"
    assert {each.error.code for each in done.failed if each.error} == {"REQUIRED_FOR_ACTION"}
    assert company.states(requests[0]) == ["approved"] * (LINES - 1) + ["pending_review"]
    assert company.read(requests[0]).state == "in_review"


def test_the_same_items_of_many_requests_become_one_order_line(company: Company) -> None:  # R3, B1, B2
    requests = [company.approves(company.requests("3 BOLT at 7", "1 CABLE at 20")) for _ in range(REQUESTS)]
    order = company.orders(*requests)
    assert [line.values["quantity"] for line in order.lines] == [3 * REQUESTS, REQUESTS]
    receipt = company.receives(order)
    assert {state for each in requests for state in company.states(each)} == {"arrived"}
    company.accepts(receipt)
    assert all(line.values["acceptance"] == "accepted" for each in requests for line in company.read(each).lines)
    company.assert_proven()
