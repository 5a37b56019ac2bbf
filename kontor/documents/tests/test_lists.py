"""Lists agree with reading one by one, whatever is asked (P2, P5, Q2)."""

from __future__ import annotations

from uuid import UUID

import pytest

from kontor.documents import api
from kontor.documents.tests.conftest import Trade, ids, line
from kontor.engines.lists.api import Condition, Query
from kontor.kernel.errors import ValidationFailed
from kontor.kernel.expressions import parse


def titles(page) -> list[str]:
    return [row["title"] for row in page.rows]


def test_documents_are_filtered_sorted_and_labelled(trade: Trade):
    for title, priority in (("A", 3), ("B", 1), ("C", 2)):
        trade.request(title=title, priority=priority, owner=str(trade.ann.user_id))
    page = api.list_documents(trade.bob, "request", Query(sort=("-priority",), with_total=True))
    assert (titles(page), page.total) == (["A", "C", "B"], 3)
    row = page.rows[0]
    assert (row["created_by__label"], row["owner__label"], row["state"]) == ("Ann", "Ann", "draft")
    few = Query(conditions=(Condition("priority", "lte", "2"),), sort=("title",))
    assert titles(api.list_documents(trade.bob, "request", few)) == ["B", "C"]
    some = Query(filter=parse({"some": [{"var": "lines"}, {">": [{"var": "quantity"}, 5]}]}))
    assert len(api.list_documents(trade.bob, "request", some).rows) == 3
    with pytest.raises(ValidationFailed):
        api.list_documents(trade.bob, "request", Query(sort=("colour",)))


def test_one_lists_what_one_may_read(trade: Trade):
    mine, theirs = trade.request(title="mine"), trade.request(title="theirs", by=trade.bob)
    shared = trade.request(title="shared", by=trade.bob, owner=str(trade.ann.user_id))
    seen = {row["id"] for row in api.list_documents(trade.ann, "request", Query()).rows}
    assert seen == {mine.id, shared.id}
    assert theirs.id not in {row["document"]["id"] for row in api.list_lines(trade.ann, "request", Query()).rows}


def test_a_deleted_or_removed_thing_is_in_no_list(trade: Trade):
    gone, kept = trade.request(title="gone"), trade.request(line("bolt"), line("nut"), title="kept")
    api.delete(trade.ann, gone.id, version=1, reason="x")
    api.change(trade.ann, kept.id, version=1, removed_lines=[ids(kept)[0]])
    assert titles(api.list_documents(trade.ann, "request", Query())) == ["kept"]
    rows = api.list_lines(trade.ann, "request", Query()).rows
    assert [row["description"] for row in rows] == ["nut"]


def test_a_queue_of_lines_shows_their_documents(trade: Trade):  # R2
    sent = trade.submitted(line("bolt"), line("nut", supplier="Nuts"), priority=7)
    trade.request(line("later"))
    query = Query(conditions=(Condition("state", "eq", "waiting"), Condition("header.priority", "gte", 5)))
    page = api.list_lines(trade.bob, "request", query)
    assert {row["description"] for row in page.rows} == {"bolt", "nut"}
    assert page.rows[0]["document"] == {
        "id": sent.id,
        "number": sent.number,
        "state": "submitted",
        "version": sent.version,
    }
    by_supplier = Query(conditions=(Condition("supplier", "eq", "Nuts"),), fields=("description",))
    [row] = api.list_lines(trade.bob, "request", by_supplier).rows
    assert set(row) == {"id", "description", "document"}


def test_text_finds_numbers_titles_and_words_of_lines(trade: Trade):  # P11
    made = trade.request(line("六角螺栓"), title="Spare parts")
    for text in (made.number, "spare", "螺栓"):
        found = api.list_documents(trade.ann, "request", Query(text=text)).rows
        assert [row["id"] for row in found] == [made.id], text
    assert api.list_lines(trade.ann, "request", Query(text="六角")).rows[0]["document"]["id"] == made.id


def test_pages_walk_over_everything_once(trade: Trade):
    made = {trade.request(title=str(at), priority=at % 3).id for at in range(11)}
    seen: list[UUID] = []
    cursor = None
    while True:
        page = api.list_documents(trade.ann, "request", Query(sort=("priority",), page_size=4, cursor=cursor))
        seen += [row["id"] for row in page.rows]
        cursor = page.next_cursor
        if not page.has_more:
            break
    assert (len(seen), set(seen)) == (11, made)


def test_lines_without_a_workflow_stand_where_their_header_stands(trade: Trade):
    from kontor.documents.contracts import Take

    order = trade.placed(Take(ids(trade.approved())[0]))
    [delivery] = api.derive(trade.bob, "deliver", [Take(ids(order)[0])])
    api.fire(trade.bob, delivery.id, "post")
    assert [row["state"] for row in api.list_lines(trade.bob, "delivery", Query()).rows] == ["posted"]
