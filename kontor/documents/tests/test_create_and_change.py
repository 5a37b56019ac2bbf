"""Making and changing documents: types, defaults, formulas, rules, versions (P1, P2, P4, P15)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any, cast

import pytest

from kontor.documents import api
from kontor.documents.tests.conftest import Trade, ids, line
from kontor.kernel.errors import Forbidden, NeedsConfirmation, NotFound, ValidationFailed, VersionConflict
from kontor.testing.parallel import run_parallel


def problems(error: ValidationFailed) -> dict[str, str]:
    return {each.path: each.code for each in error.problems}


def test_a_document_is_numbered_computed_and_read_back(trade: Trade):  # P2, P6
    made = trade.request(line("bolt", "10", "2.50"), line("nut", "3", "0.3333"), urgent=False)
    assert made.number.endswith("-0001")
    assert (made.state, made.standard_status, made.version) == ("draft", "draft", 1)
    assert [each.values["amount"] for each in made.lines] == [Decimal("25.00"), Decimal("1.00")]
    assert made.values["total_amount"] == Decimal("26.00")
    assert made.values["currency"] == "USD"
    again = api.get(trade.ann, "request", made.id)
    assert again.values == made.values
    assert [each.values for each in again.lines] == [each.values for each in made.lines]
    assert [each.line_no for each in again.lines] == [10, 20]


def test_every_mistake_is_told_at_once_with_its_path(trade: Trade):  # P1
    with pytest.raises(ValidationFailed) as refused:
        api.create(
            trade.ann,
            "request",
            {"titel": "x", "priority": "many", "urgent": True},
            cast(Any, [{"description": "ok", "quantity": "0"}, {"quantity": "1", "colour": "red"}, "nonsense"]),
        )
    found = problems(refused.value)
    assert found["titel"] == "UNKNOWN_FIELD"
    assert found["priority"] == "WRONG_TYPE"
    assert found["lines[0].quantity"] == "TOO_SMALL"
    assert found["lines[1].colour"] == "UNKNOWN_FIELD"
    assert found["lines[2]"] == "WRONG_TYPE"


def test_required_and_visible_follow_their_conditions(trade: Trade):  # P1
    with pytest.raises(ValidationFailed) as refused:
        api.create(trade.ann, "request", {"urgent": True}, [{"quantity": "1"}])
    assert problems(refused.value) == {"title": "REQUIRED", "reason": "REQUIRED", "lines[0].description": "REQUIRED"}
    calm = trade.request(reason="never mind", urgent=False)
    assert calm.values["reason"] is None


def test_rules_reject_warn_and_set(trade: Trade):  # P4
    with pytest.raises(ValidationFailed) as refused:
        trade.request(line(), line("a dragon"))
    assert problems(refused.value) == {"lines[1].description": "NO_DRAGONS"}
    with pytest.raises(NeedsConfirmation) as asked:
        trade.request(priority=500)
    assert asked.value.codes == ("ODD_PRIORITY",)
    sure = api.create(trade.ann, "request", {"title": "x", "priority": 500}, [line()], confirmed=["ODD_PRIORITY"])
    assert sure.values["priority"] == 500
    assert trade.request(urgent=True, reason="now").values["priority"] == 1


def test_a_reference_must_lead_somewhere(trade: Trade):  # P2
    first = trade.request()
    second = trade.request(previous=str(first.id), owner=str(trade.bob.user_id))
    assert second.values["previous"] == first.id
    assert api.get(trade.ann, "request", second.id).labels[first.id].startswith(first.number)
    with pytest.raises(ValidationFailed) as refused:
        trade.request(previous=str(trade.bob.user_id), owner=str(first.id))
    assert problems(refused.value) == {"previous": "UNKNOWN_REFERENCE", "owner": "UNKNOWN_REFERENCE"}


def test_a_save_changes_adds_and_removes_lines_and_keeps_the_rest(trade: Trade):  # P2
    made = trade.request(line("bolt"), line("nut"), line("screw"))
    bolt, nut, screw = ids(made)
    saved = api.change(
        trade.ann,
        made.id,
        version=1,
        values={"title": "More parts"},
        lines=[{"id": str(nut), "quantity": "4"}, line("washer", "2", "1")],
        removed_lines=[str(screw)],
    )
    assert [each.values["description"] for each in saved.lines] == ["bolt", "nut", "washer"]
    assert saved.values["total_amount"] == Decimal("37.00")
    assert saved.version == 2
    assert api.get(trade.ann, "request", made.id).lines == saved.lines
    assert ids(saved)[:2] == [bolt, nut]


def test_saving_what_is_there_changes_nothing(trade: Trade):  # P15
    made = trade.request()
    same = api.change(
        trade.ann,
        made.id,
        version=1,
        values={"title": "Parts", "total_amount": "25.00"},
        lines=[{"id": str(made.lines[0].id), "quantity": "10.00", "amount": "25"}],
    )
    assert same.version == 1
    assert len(api.timeline(trade.ann, made.id)) == 1


def test_a_stale_version_shows_both_values_field_by_field(trade: Trade):  # P15
    made = trade.request()
    api.change(trade.ann, made.id, version=1, values={"title": "Mine"})
    with pytest.raises(VersionConflict) as refused:
        api.change(trade.ann, made.id, version=1, values={"title": "Yours", "currency": "USD"})
    assert (refused.value.expected, refused.value.actual) == (1, 2)
    assert refused.value.fields == [{"field": "title", "yours": "Yours", "current": "Mine"}]


def test_only_editable_states_and_fields_are_edited(trade: Trade):  # P3
    made = trade.submitted()
    saved = api.change(trade.ann, made.id, version=made.version, values={"priority": 3})
    with pytest.raises(ValidationFailed) as refused:
        api.change(
            trade.ann,
            made.id,
            version=saved.version,
            values={"title": "Other", "total_amount": "1"},
            lines=[{"id": str(made.lines[0].id), "quantity": "5"}, line("late")],
            removed_lines=[str(made.lines[0].id)],
        )
    assert problems(refused.value) == {
        "title": "STATE_NOT_EDITABLE",
        "total_amount": "FIELD_COMPUTED",
        "lines[0].quantity": "STATE_NOT_EDITABLE",
        "lines": "STATE_NOT_EDITABLE",
        "removed_lines[0]": "STATE_NOT_EDITABLE",
    }


def test_fields_for_the_engine_are_not_for_people(trade: Trade):  # P1
    with pytest.raises(ValidationFailed) as refused:
        trade.request(line(verdict="fine"))
    assert problems(refused.value) == {"lines[0].verdict": "FIELD_NOT_EDITABLE"}


def test_what_one_may_not_read_does_not_exist(trade: Trade):  # P5
    theirs = trade.request(by=trade.bob)
    with pytest.raises(NotFound):
        api.get(trade.ann, "request", theirs.id)
    with pytest.raises(NotFound):
        api.change(trade.ann, theirs.id, version=1, values={"title": "x"})
    with pytest.raises(Forbidden):
        api.create(trade.ann, "order", {"supplier": "Acme"})


def test_history_tells_before_and_after(trade: Trade):  # P7
    made = trade.request()
    api.change(trade.ann, made.id, version=1, values={"title": "Other"}, lines=[{"id": ids(made)[0], "quantity": "4"}])
    newest, first = api.timeline(trade.ann, made.id)
    line_id = str(ids(made)[0])
    assert (newest.kind, first.kind) == ("request.changed", "request.created")
    assert newest.before == {
        "title": "Parts",
        "total_amount": "25.00",
        "left_to_buy": "10",
        "lines": {line_id: {"quantity": "10", "amount": "25.00"}},
    }
    assert newest.after["lines"] == {line_id: {"quantity": "4", "amount": "10.00"}}
    assert first.after["title"] == "Parts"


def test_a_unique_value_is_given_once(trade: Trade):  # P1
    first = trade.request(ticket="T-1")
    with pytest.raises(ValidationFailed) as refused:
        trade.request(ticket="t-1")
    assert problems(refused.value) == {"ticket": "NOT_UNIQUE"}
    other = trade.request(ticket="T-2", priority=3)
    with pytest.raises(ValidationFailed):
        api.change(trade.ann, other.id, version=1, values={"ticket": "T-1"})
    api.change(trade.ann, first.id, version=1, values={"ticket": None})
    moved = api.change(trade.ann, other.id, version=1, values={"ticket": "T-1"})
    api.delete(trade.ann, moved.id, version=moved.version, reason="double")
    assert trade.request(ticket="T-1").values["ticket"] == "T-1"


def test_of_two_at_once_one_gets_the_unique_value(trade: Trade):  # P1, P15
    results = run_parallel([partial(trade.request, ticket="T-9")] * 4, threads=4)
    assert len([each for each in results if not isinstance(each, Exception)]) == 1
    assert all(isinstance(each, ValidationFailed) for each in results if isinstance(each, Exception)), results
