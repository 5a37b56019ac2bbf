"""B5, B6: many documents posted at once, through the whole chain."""

from __future__ import annotations

from kontor.documents import api as documents
from kontor.kernel.errors import DomainError
from kontor.testing.parallel import run_parallel


def codes(outcomes):
    """Refusals by code; anything that is no refusal fails the test."""
    broken = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, DomainError)]
    assert broken == []
    return [each.code for each in outcomes if isinstance(each, DomainError)]


def test_forty_issues_of_the_last_ten_give_exactly_ten(depot):  # B6, R9
    depot.deliver("BOLT", "10", "3")
    piece = {"item": str(depot.ids["BOLT"]), "quantity": "1", "location": str(depot.ids["BIN"])}
    drafts = [depot.document("withdrawal", piece) for _ in range(40)]
    tasks = [lambda draft=draft: documents.fire(depot.actor, draft.id, "post") for draft in drafts]
    refused = codes(run_parallel(tasks, threads=8))
    assert refused == ["INSUFFICIENT_STOCK"] * 30
    assert depot.stock_value() == 0
    assert depot.violations() == []


def test_one_document_fired_ten_times_at_once_is_posted_once(depot):  # P15, B4
    delivery = depot.document(
        "delivery",
        {"item": str(depot.ids["BOLT"]), "quantity": "1", "unit_price": "3"},
        location=str(depot.ids["BIN"]),
    )
    tasks = [lambda: documents.fire(depot.actor, delivery.id, "post") for _ in range(10)]
    assert len(codes(run_parallel(tasks, threads=8))) == 9
    assert depot.stock_value() == 3
    assert depot.violations() == []


def test_deliveries_and_bills_at_once_leave_nothing_waiting(depot):  # B5, B27
    items = [str(depot.record("sku", f"S{at}", unit="pcs")) for at in range(4)]
    pieces = [{"item": item, "quantity": "3", "unit_price": "3.3333"} for item in items]
    place = {"location": str(depot.ids["BIN"])}
    depot.deliver("BOLT", "1", "1")
    drafts = [depot.document("delivery", *pieces[at % 4 :], *pieces[: at % 4], **place) for at in range(16)]
    fired = run_parallel([lambda d=draft: documents.fire(depot.actor, d.id, "post") for draft in drafts], threads=8)
    assert codes(fired) == []
    bills = [
        depot.document("bill", *[{"waiting": str(line.id), "quantity": "3", "unit_price": "3"} for line in draft.lines])
        for draft in drafts
    ]
    fired = run_parallel([lambda d=bill: documents.fire(depot.actor, d.id, "post") for bill in bills], threads=8)
    assert codes(fired) == []
    assert depot.balance("2147") == -1
    assert depot.violations() == []
