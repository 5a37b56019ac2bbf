"""Actions on headers and lines: who may, when, with what, and what follows (P3, R2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from kontor.documents import api
from kontor.documents.contracts import BulkItem
from kontor.documents.errors import LinesRefused
from kontor.documents.tests.conftest import Trade, ids, line
from kontor.engines.workflow.errors import (
    ActionRefused,
    AuthorityExceeded,
    CommentRequired,
    FourEyes,
    MissingForAction,
    NotApplicable,
    UnknownAction,
    WrongState,
)
from kontor.kernel.errors import DomainError, Forbidden, NeedsConfirmation, NotFound, ValidationFailed, VersionConflict
from kontor.tenancy.api import working


def test_submitting_carries_the_lines_along(trade: Trade):  # P3
    made = trade.request(line("bolt"), line("nut"))
    sent = api.fire(trade.ann, made.id, "submit", version=1, comment="please")
    assert sent.state == "submitted"
    assert [each.state for each in sent.lines] == ["waiting", "waiting"]
    assert sent.version == 2
    newest = api.timeline(trade.ann, made.id)[0]
    assert (newest.kind, newest.action, newest.comment) == ("request.submit", "submit", "please")
    assert newest.before["state"] == "draft"
    assert newest.actor_id == trade.ann.user_id


def test_each_refusal_has_its_reason(trade: Trade):  # P3
    draft = trade.request()
    sent = trade.submitted()
    with pytest.raises(WrongState) as wrong:
        api.fire(trade.ann, sent.id, "submit")
    assert [each.en for each in wrong.value.from_labels] == ["Draft"]
    with pytest.raises(UnknownAction) as unknown:
        api.fire(trade.ann, draft.id, "submitt")
    assert unknown.value.suggestion == "submit"
    with pytest.raises(UnknownAction):
        api.fire(trade.ann, sent.id, "tick")
    with pytest.raises(NotApplicable):
        api.fire(trade.ann, sent.id, "shout")
    with pytest.raises(VersionConflict):
        api.fire(trade.ann, draft.id, "submit", version=7)
    with pytest.raises(NotFound):
        api.fire(trade.ann, uuid4(), "submit")
    with pytest.raises(Forbidden):
        api.fire(trade.ann, sent.id, "approve_all")


def test_a_guard_refuses_with_its_own_code_and_sentence(trade: Trade):  # P3
    huge = trade.request(line(quantity="1000000"))
    with pytest.raises(ActionRefused) as refused:
        api.fire(trade.ann, huge.id, "submit")
    assert refused.value.code == "TOO_LARGE_FOR_ONE"
    assert refused.value.message("en") == "2500000.00 is too much for one request"


def test_a_rule_refuses_an_action(trade: Trade):  # P4
    with pytest.raises(ValidationFailed) as refused:
        trade.submitted(title="night")
    assert refused.value.problems[0].code == "NOT_BY_NIGHT"


def test_inputs_comment_and_four_eyes(trade: Trade):  # P3
    sent = trade.submitted()
    with pytest.raises(ValidationFailed) as refused:
        api.fire(trade.bob, sent.id, "close", inputs={"priority": 0, "mood": "good"})
    assert {each.path for each in refused.value.problems} == {"inputs.priority", "inputs.mood"}
    with pytest.raises(CommentRequired):
        api.fire(trade.bob, sent.id, "close", inputs={"priority": 2})
    with pytest.raises(FourEyes):
        api.fire(trade.ann, sent.id, "close", inputs={"priority": 2}, comment="done")
    closed = api.fire(trade.bob, sent.id, "close", inputs={"priority": 2}, comment="done")
    assert closed.values["priority"] == 2
    assert closed.values["closed_by"] == trade.bob.user_id
    assert closed.state == "done"


def test_four_eyes_knows_who_fired_an_earlier_action(trade: Trade):  # P3
    made = trade.request(by=trade.eve)
    api.fire(trade.bob, made.id, "submit")
    with pytest.raises(FourEyes):
        api.fire(trade.bob, made.id, "close", inputs={"priority": 2}, comment="done")
    with pytest.raises(FourEyes):
        api.fire(trade.eve, made.id, "close", inputs={"priority": 2}, comment="done")


def test_a_deputy_is_also_whom_they_stand_in_for(trade: Trade):  # P3
    sent = trade.submitted()
    deputy = trade.bob.replace(on_behalf_of=trade.ann.user_id)
    with pytest.raises(FourEyes):
        api.fire(deputy, sent.id, "close", inputs={"priority": 2}, comment="done")


def test_lines_are_decided_on_their_own(trade: Trade):  # R2
    sent = trade.submitted(line("bolt"), line("nut"), line("screw", supplier=None))
    bolt, nut, screw = ids(sent)
    [approved] = api.fire_lines(trade.bob, "request", "approve", [bolt])
    assert [each.state for each in approved.lines] == ["approved", "waiting", "waiting"]
    assert approved.lines[0].values["verdict"] == "ok by Bob"
    assert approved.state == "submitted"
    with pytest.raises(MissingForAction) as missing:
        api.fire_lines(trade.bob, "request", "approve", [screw])
    assert missing.value.fields == ["supplier"]
    [changed] = api.fire_lines(
        trade.bob, "request", "approve", [screw], inputs={"supplier": "Bolts Ltd", "quantity": "2", "unit_price": "3"}
    )
    assert changed.lines[2].values["amount"] == Decimal("6.00")
    assert changed.values["total_amount"] == Decimal("56.00")
    [refused] = api.fire_lines(trade.bob, "request", "refuse", [nut], comment="no")
    assert [each.state for each in refused.lines] == ["approved", "refused", "approved"]


def test_authority_is_asked_after_the_inputs(trade: Trade):  # R2
    sent = trade.submitted(line("gold", "1", "6000"))
    with pytest.raises(AuthorityExceeded) as refused:
        api.fire_lines(trade.bob, "request", "approve", ids(sent))
    assert (refused.value.amount, refused.value.limit) == (Decimal("6000.00"), Decimal("5000"))
    cheaper = {"unit_price": "4999"}
    [approved] = api.fire_lines(trade.bob, "request", "approve", ids(sent), inputs=cheaper)
    assert approved.lines[0].state == "approved"
    dear = trade.submitted(line("gold", "1", "6000"))
    assert api.fire_lines(trade.eve, "request", "approve", ids(dear))[0].lines[0].state == "approved"


def test_limits_hold_for_lines_a_header_action_carries_along(trade: Trade):  # R2, P3
    sent = trade.submitted(line("gold", "1", "6000"), line("bolt"))
    with pytest.raises(AuthorityExceeded):
        api.fire(trade.bob, sent.id, "approve_all")
    assert [each.state for each in trade.read(sent).lines] == ["waiting", "waiting"]
    done = api.fire(trade.bob, sent.id, "approve_all", line_ids=[ids(sent)[1]])
    assert [each.state for each in done.lines] == ["waiting", "approved"]


def test_all_or_nothing_tells_every_refused_line(trade: Trade):  # R2
    sent = trade.submitted(line("gold", "1", "6000"), line("nut", supplier=None), line("bolt"))
    with pytest.raises(LinesRefused) as refused:
        api.fire_lines(trade.bob, "request", "approve", ids(sent))
    gold, nut, _ = ids(sent)
    assert {each.path: each.code for each in refused.value.problems} == {
        f"lines[{gold}]": "AUTHORITY_EXCEEDED",
        f"lines[{nut}]": "REQUIRED_FOR_ACTION",
    }
    assert {each.state for each in trade.read(sent).lines} == {"waiting"}


def test_independent_decisions_report_line_by_line(trade: Trade):  # R2
    good, bad = trade.submitted(line("bolt"), line("gold", "1", "6000")), trade.submitted(line("nut", supplier=None))
    unknown = uuid4()
    done = api.fire_lines_each(trade.bob, "request", "approve", [*ids(good), *ids(bad), unknown])
    codes = {each.line_id: each.error.code if each.error else None for each in done.results}
    assert codes == {
        ids(good)[0]: None,
        ids(good)[1]: "AUTHORITY_EXCEEDED",
        ids(bad)[0]: "REQUIRED_FOR_ACTION",
        unknown: "VALIDATION_ERROR",
    }
    assert [each.state for each in trade.read(good).lines] == ["approved", "waiting"]
    assert trade.read(good).values["total_amount"] == Decimal("6025.00")


def test_a_refused_line_keeps_what_it_had(trade: Trade):  # R2
    sent = trade.submitted(line("gold"), line("bolt"))
    inputs = {ids(sent)[0]: {"unit_price": "99999"}, ids(sent)[1]: {"unit_price": "3"}}
    done = api.fire_lines_each(trade.bob, "request", "approve", ids(sent), line_inputs=inputs)
    assert [each.ok for each in done.results] == [False, True]
    lines = trade.read(sent).lines
    assert [each.values["unit_price"] for each in lines] == [Decimal("2.50"), Decimal("3")]
    assert trade.read(sent).values["total_amount"] == Decimal("55.00")


def test_the_header_follows_its_lines(trade: Trade):  # P3
    sent = trade.submitted(line("bolt"), line("nut"))
    first, second = ids(sent)
    [one] = api.fire_lines(trade.bob, "request", "refuse", [first], comment="no")
    assert one.state == "submitted"
    [both] = api.fire_lines(trade.bob, "request", "refuse", [second], comment="no")
    assert both.state == "done"
    newest = api.timeline(trade.bob, sent.id)[0]
    assert newest.kind == "request.line.refuse"
    assert newest.data["steps"] == [{"kind": "automatic", "from": "submitted", "to": "done"}]


def test_bulk_goes_on_after_a_refusal_and_tells_progress(trade: Trade):  # P3
    ready, sent = trade.request(), trade.submitted()
    seen: list[tuple[int, int]] = []
    items = [BulkItem(ready.id), BulkItem(sent.id), BulkItem(uuid4()), BulkItem(ready.id, version=99)]
    results = api.fire_bulk(trade.ann, items, "submit", progress=lambda done, total: seen.append((done, total)))
    assert [each.error.code if each.error else None for each in results] == [
        None,
        "WRONG_STATE",
        "NOT_FOUND",
        "VERSION_CONFLICT",
    ]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    lines = api.fire_bulk(trade.bob, [BulkItem(sent.id, ids(sent)[0])], "approve")
    assert lines[0].ok


@pytest.mark.parametrize("state", ["draft", "submitted", "mixed"])
def test_what_is_shown_as_allowed_succeeds_and_what_is_refused_fails_for_the_named_reason(trade: Trade, state: str):
    """The client draws its buttons from this answer and from nothing else (P3)."""
    for who in (trade.ann, trade.bob, trade.eve):
        for action in ("submit", "approve_all", "cancel", "shout"):
            made = _made(trade, state)
            choice = next(each for each in api.actions(who, made.id, everything=True).header if each.action == action)
            _try(choice, partial(api.fire, who, made.id))
        for action in ("approve", "refuse"):
            made = _made(trade, state)
            for line_id, choices in api.actions(who, made.id, everything=True).lines.items():
                choice = next(each for each in choices if each.action == action)
                _try(choice, partial(api.fire_lines, who, "request", line_ids=[line_id], comment="because"))


def _made(trade: Trade, state: str):
    made = trade.request(line("bolt"), line("gold", "1", "6000"), line("nut", supplier="Nuts"))
    if state != "draft":
        made = api.fire(trade.ann, made.id, "submit")
    if state == "mixed":
        api.fire_lines(trade.bob, "request", "approve", ids(made)[:1])
    return made


def _try(choice: api.ActionState, fire: Callable[[str], object]) -> None:
    if choice.allowed:
        fire(choice.action)
        return
    with pytest.raises(DomainError) as refused:
        fire(choice.action)
    assert choice.reason is not None
    assert refused.value.code == choice.reason.code


def test_buttons_are_those_of_the_state(trade: Trade):  # P3
    made = trade.request()
    assert [each.action for each in api.actions(trade.ann, made.id).header] == ["submit", "cancel"]
    sent = api.fire(trade.ann, made.id, "submit")
    offered = api.actions(trade.ann, made.id)
    reasons = {each.action: each.reason.code if each.reason else None for each in offered.header}
    assert reasons == {"approve_all": "FORBIDDEN", "close": "FOUR_EYES", "cancel": None}
    approve = offered.lines[ids(sent)[0]][0]
    assert approve.action == "approve"
    assert approve.reason is not None
    assert approve.reason.code == "FOUR_EYES"
    assert [each.name for each in approve.inputs] == ["supplier", "unit_price", "quantity"]
    assert approve.inputs[0].value == "Acme"


def test_explain_names_what_decided(trade: Trade):  # P3, P5
    sent = trade.submitted(line("gold", "1", "6000"))
    told = api.explain(trade.bob, sent.id, "approve", ids(sent)[0])
    assert told["allowed"] is False
    assert told["reason"].code == "AUTHORITY_EXCEEDED"
    assert told["limit"]["limit"] == Decimal("5000")
    assert told["permission"].decision.allowed


def test_only_drafts_that_nothing_follows_are_deleted(trade: Trade):  # P15
    made = trade.request()
    with pytest.raises(DomainError) as refused:
        api.delete(trade.ann, made.id, version=1, reason=" ")
    assert refused.value.code == "REASON_REQUIRED"
    api.delete(trade.ann, made.id, version=1, reason="twice")
    with pytest.raises(NotFound):
        api.get(trade.ann, "request", made.id)
    with pytest.raises(DomainError) as refused:
        api.delete(trade.ann, trade.submitted().id, version=2, reason="x")
    assert refused.value.code == "NOT_DELETABLE"


def test_bulk_inside_a_unit_of_work_keeps_what_went_well(trade: Trade):  # P3
    one, two = trade.request(), trade.submitted()
    with working(trade.ann):
        results = api.fire_bulk(trade.ann, [BulkItem(one.id), BulkItem(two.id)], "submit")
    assert [each.ok for each in results] == [True, False]
    assert trade.read(one).state == "submitted"


def test_rules_per_line_are_asked_for_the_lines_decided_on(trade: Trade):  # P4, R2
    sent = trade.submitted(line("bolt"), line("pricey"))
    cheap, pricey = ids(sent)
    api.fire_lines(trade.bob, "request", "approve", [cheap])
    with pytest.raises(NeedsConfirmation) as asked:
        api.fire_lines(trade.bob, "request", "approve", [pricey])
    assert [each.path for each in asked.value.warnings] == [f"lines[{pricey}].unit_price"]
    [done] = api.fire_lines(trade.bob, "request", "approve", [pricey], confirmed=["PRICEY"])
    assert [each.state for each in done.lines] == ["approved", "approved"]
    newest = api.timeline(trade.bob, sent.id)[0]
    assert (newest.action, newest.data["warnings"]) == ("approve", ["PRICEY"])
    other = trade.submitted(line("pricey"))
    assert api.fire(trade.bob, other.id, "approve_all", confirmed=["PRICEY"]).lines[0].state == "approved"


def test_inputs_reach_effects_and_fields_as_exact_values(trade: Trade):  # P1, P3
    sent = trade.submitted(line("bolt"))
    [done] = api.fire_lines(trade.bob, "request", "approve", ids(sent), inputs={"quantity": "3.50", "unit_price": 2})
    assert (done.lines[0].values["quantity"], done.lines[0].values["amount"]) == (Decimal("3.50"), Decimal("7.00"))
    with pytest.raises(ValidationFailed) as refused:
        api.fire_lines(trade.bob, "request", "approve", ids(trade.submitted()), inputs={"quantity": "0"})
    assert [each.path for each in refused.value.problems] == ["inputs.quantity"]
