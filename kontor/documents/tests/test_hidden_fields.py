"""Fields hidden from a role are hidden wherever the document shows itself, and cannot be written (P5)."""

from __future__ import annotations

import pytest

from kontor.documents import api
from kontor.documents.tests.conftest import Trade, hire, ids, line
from kontor.engines.lists.api import Query
from kontor.kernel.errors import ValidationFailed


@pytest.fixture
def clerk(trade: Trade):
    return hire(trade.tenant, "clerk", "Cleo")


def test_reading_history_and_lists_hide_the_same(trade: Trade, clerk):
    made = trade.request(line(unit_price="2.50"))
    seen = api.get(clerk, "request", made.id)
    assert "unit_price" not in seen.lines[0].values
    assert "amount" not in seen.lines[0].values
    assert seen.masked == ("amount",)
    [created] = api.timeline(clerk, made.id)
    assert "unit_price" not in str(created.after)
    [row] = api.list_lines(clerk, "request", Query()).rows
    assert "unit_price" not in row
    assert row["amount"] == "•••"
    assert api.get(trade.ann, "request", made.id).masked == ()


def test_what_one_may_only_read_one_may_not_write(trade: Trade, clerk):
    made = trade.request(priority=5)
    with pytest.raises(ValidationFailed) as refused:
        api.change(
            clerk,
            made.id,
            version=1,
            values={"priority": 6, "title": "New"},
            lines=[{"id": ids(made)[0], "unit_price": "9"}],
        )
    assert {each.path: each.code for each in refused.value.problems} == {
        "priority": "FIELD_NOT_YOURS",
        "lines[0].unit_price": "FIELD_NOT_YOURS",
    }
    assert api.change(clerk, made.id, version=1, values={"priority": 5, "title": "New"}).values["title"] == "New"


def test_saving_what_one_cannot_see_keeps_it(trade: Trade, clerk):
    made = trade.request(line(unit_price="2.50"))
    api.change(clerk, made.id, version=1, lines=[{"id": ids(made)[0], "quantity": "4"}])
    assert str(trade.read(made).lines[0].values["amount"]) == "10.00"
