"""Set-based: a posting takes the same number of statements whatever the number of lines (design.md §3)."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.documents import api as documents


def statements_to_post(depot, kind, lines, **values):
    """The statements that firing ``post`` on a draft of these lines takes."""
    draft = depot.document(kind, *lines, location=str(depot.ids["BIN"]), **values)
    with CaptureQueriesContext(connection) as caught:
        documents.fire(depot.actor, draft.id, "post")
    return [each["sql"] for each in caught.captured_queries]


def piece(depot, item, quantity="1"):
    line = {"item": str(depot.ids[item]), "quantity": quantity, "unit_price": "2"}
    return line | {"location": str(depot.ids["BIN"])}


def test_a_delivery_of_thirty_lines_takes_as_many_statements_as_one_of_one(depot):
    depot.deliver("PLATE", "1", "1")  # opens the fiscal year
    one = statements_to_post(depot, "delivery", [piece(depot, "PLATE")])
    thirty = statements_to_post(depot, "delivery", [piece(depot, "PLATE") for _ in range(30)])
    assert len(thirty) == len(one), thirty
    assert len(one) <= 22


def test_an_issue_of_thirty_lines_takes_as_many_statements_as_one_of_one(depot):
    depot.deliver("PLATE", "100", "2")
    one = statements_to_post(depot, "withdrawal", [piece(depot, "PLATE")])
    thirty = statements_to_post(depot, "withdrawal", [piece(depot, "PLATE") for _ in range(30)])
    assert len(thirty) == len(one), thirty


def test_a_bill_of_thirty_lines_takes_as_many_statements_as_one_of_one(depot):
    waiting = [depot.deliver("BOLT", "1", "2").lines[0].id for _ in range(4)]
    lines = [{"waiting": str(each), "quantity": "1", "unit_price": "2"} for each in waiting]
    one = statements_to_post(depot, "bill", lines[:1])
    three = statements_to_post(depot, "bill", lines[1:])
    assert len(three) == len(one), three
