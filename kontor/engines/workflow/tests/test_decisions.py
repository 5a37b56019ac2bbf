"""Decisions are pure: a compiled workflow, a subject and powers in, one reason out (P3, R2)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from kontor.engines.workflow.contracts import Subject
from kontor.engines.workflow.decisions import authority_of, available, find_action, next_automatic, problem_of, refusal
from kontor.engines.workflow.errors import UnknownAction
from kontor.kernel.expressions import parse
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.packaging import attribute_types, schema
from kontor.packaging.model import CompiledAction, CompiledAutomatic, CompiledField, CompiledWorkflow, FieldSet

ME, OTHER = new_id(), new_id()


def text(words: str) -> Text:
    return Text(en=words, zh_hant=words)


def compiled_field(name: str, **facts: Any) -> CompiledField:
    kind = attribute_types.get("text")
    return CompiledField(schema.Field(name=name, type="text", label=text(name), **facts), kind, kind.Options())


def action(code: str, **facts: Any) -> CompiledAction:
    given: dict[str, Any] = {
        "from_": ("draft",),
        "to": "sent",
        "permission": f"thing.{code}",
        "system": False,
        "guards": (),
        "show_when": None,
        "required": (),
        "inputs": FieldSet(),
        "comment": "optional",
        "lines": (),
        "effects": (),
        "distinct_from": (),
        "authority": None,
        "style": "normal",
        "bulk": False,
    }
    return CompiledAction(action=code, label=text(code), **{**given, **facts})


def workflow(*actions: CompiledAction, automatic: tuple[CompiledAutomatic, ...] = ()) -> CompiledWorkflow:
    states = {
        code: schema.State(state=code, label=text(code), standard=standard)
        for code, standard in (("draft", "draft"), ("sent", "in_review"), ("done", "completed"))
    }
    return CompiledWorkflow("thing", text("thing"), "draft", states, {each.action: each for each in actions}, automatic)


@dataclass
class Rights:
    """Powers of a test: what is denied, and the limit."""

    user_ids: tuple[UUID, ...] = (ME,)
    is_system: bool = False
    denied: frozenset[str] = frozenset()
    amount: Decimal | None = None
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def can(self, permission: str, record: Any) -> Any:
        @dataclass
        class Answer:
            allowed: bool
            reason: str = "because"

        return Answer(permission not in self.denied)

    def limit(self, permission: str, currency: str | None, category: str | None) -> Decimal | None:
        self.asked.append((permission, currency, category))
        return self.amount


def subject(state: str = "draft", **values: Any) -> Subject:
    return Subject("thing", state, False, {**values, "state": state}, values, values, makers={OTHER})


def why(one: CompiledAction, about: Subject, rights: Rights | None = None, **more: Any) -> str | None:
    problem = refusal(workflow(one), one, about, rights or Rights(), {}, **{"comment": "", **more})
    return None if problem is None else problem.code


GUARD = schema.Guard(when=parse({"<": [{"var": "amount"}, 10]}), code="TOO_DEAR", message=text("{amount} is too dear"))
LIMITED = schema.AuthorityUse(amount=parse({"var": "amount"}), currency=parse({"var": "currency"}))


@pytest.mark.parametrize(
    ("one", "about", "rights", "reason"),
    [
        (action("send"), subject(), Rights(), None),
        (action("send"), subject("sent"), Rights(), "WRONG_STATE"),
        (action("send", from_=("any",)), subject("sent"), Rights(), None),
        (action("send", show_when=parse({"var": "urgent"})), subject(), Rights(), "NOT_APPLICABLE"),
        (action("send", show_when=parse({"var": "urgent"})), subject(urgent=True), Rights(), None),
        (action("send"), subject(), Rights(denied=frozenset({"thing.send"})), "FORBIDDEN"),
        (action("send", distinct_from=("creator",)), replace(subject(), makers={ME}), Rights(), "FOUR_EYES"),
        (action("send", distinct_from=("check",)), replace(subject(), decided={"check": {ME}}), Rights(), "FOUR_EYES"),
        (action("send", distinct_from=("check",)), replace(subject(), decided={"check": {OTHER}}), Rights(), None),
        (action("send", distinct_from=("creator",)), subject(), Rights(user_ids=(ME, OTHER)), "FOUR_EYES"),
        (
            action("send", authority=LIMITED),
            subject(amount=Decimal(6)),
            Rights(amount=Decimal(5)),
            "AUTHORITY_EXCEEDED",
        ),
        (
            action("send", authority=LIMITED),
            subject(amount=Decimal(-6)),
            Rights(amount=Decimal(5)),
            "AUTHORITY_EXCEEDED",
        ),
        (action("send", authority=LIMITED), subject(amount=Decimal(5)), Rights(amount=Decimal(5)), None),
        (action("send", authority=LIMITED), subject(amount=Decimal(6)), Rights(amount=None), None),
        (action("send", authority=LIMITED), subject(amount=None), Rights(amount=Decimal(0)), None),
        (action("send", guards=(GUARD,)), subject(amount=Decimal(11)), Rights(), "TOO_DEAR"),
        (action("send", guards=(GUARD,)), subject(amount=Decimal(9)), Rights(), None),
        (action("send", required=("title",)), subject(title=""), Rights(), "REQUIRED_FOR_ACTION"),
        (action("send", required=("amount",)), subject(amount=Decimal(0)), Rights(), None),
        (action("send", comment="required"), subject(), Rights(), "COMMENT_REQUIRED"),
    ],
)
def test_each_question_has_its_own_answer(one: CompiledAction, about: Subject, rights: Rights, reason: str | None):
    assert why(one, about, rights) == reason


def test_the_first_no_is_the_reason():
    everything = action("send", guards=(GUARD,), required=("title",), comment="required", distinct_from=("creator",))
    rights = Rights(user_ids=(OTHER,), denied=frozenset({"thing.send"}))
    dear = subject(amount=Decimal(99))
    order = [
        why(everything, replace(dear, state="sent"), rights),
        why(everything, dear, rights),
        why(everything, dear, replace(rights, denied=frozenset())),
        why(everything, dear, Rights()),
        why(everything, subject(amount=Decimal(99), title="x"), Rights()),
        why(everything, subject(amount=Decimal(1), title="x"), Rights()),
    ]
    assert order == ["WRONG_STATE", "FORBIDDEN", "FOUR_EYES", "REQUIRED_FOR_ACTION", "TOO_DEAR", "COMMENT_REQUIRED"]


def test_the_platform_has_every_right_but_no_licence():
    rights = Rights(user_ids=(), is_system=True, denied=frozenset({"thing.send"}), amount=Decimal(0))
    assert (
        why(action("send", authority=LIMITED, distinct_from=("creator",)), subject(amount=Decimal(9)), rights) is None
    )
    assert why(action("send", guards=(GUARD,)), subject(amount=Decimal(99)), rights) == "TOO_DEAR"


def test_a_carried_action_needs_no_permission_of_its_own():
    denied = Rights(denied=frozenset({"thing.send"}), amount=Decimal(5))
    assert why(action("send"), subject(), denied, ask_permission=False) is None
    limited = action("send", authority=LIMITED)
    assert why(limited, subject(amount=Decimal(6)), denied, ask_permission=False) == "AUTHORITY_EXCEEDED"


def test_before_anybody_filled_in_anything_what_is_asked_for_is_no_reason():
    asks = action(
        "send",
        inputs=FieldSet({"amount": compiled_field("amount")}),
        required=("amount",),
        guards=(GUARD,),
        comment="required",
    )
    assert why(asks, subject(amount=None), comment=None) is None
    assert why(asks, subject(amount=None), comment="x") == "REQUIRED_FOR_ACTION"
    assert why(asks, subject(amount=Decimal(50)), comment="x") == "TOO_DEAR"


def test_buttons_are_those_the_state_offers_unless_everything_is_asked_for():
    flow = workflow(action("send"), action("finish", from_=("sent",), to="done"), action("tick", system=True))
    shown = available(flow, subject(), Rights(denied=frozenset({"thing.send"})), {})
    assert [(each.action, each.allowed, each.shown) for each in shown] == [("send", False, True)]
    everything = available(flow, subject(), Rights(), {}, everything=True)
    assert [(each.action, each.allowed, each.shown) for each in everything] == [
        ("send", True, True),
        ("finish", False, False),
    ]


def test_a_guard_tells_its_sentence_with_what_it_saw():
    one = action("send", guards=(GUARD,))
    problem = refusal(workflow(one), one, subject(amount=Decimal("10.50")), Rights(), {}, comment="")
    assert problem is not None
    assert problem.message("en") == "10.50 is too dear"
    assert problem_of(problem).message("zh-Hant") == "10.50 is too dear"
    assert problem.facts()["seen"] == {"amount": "10.50"}


def test_limits_are_asked_by_currency():
    rights = Rights(amount=Decimal(5))
    found = authority_of(action("send", authority=LIMITED), {"amount": Decimal(7), "currency": "TWD"}, rights)
    assert found == {"amount": Decimal(7), "currency": "TWD", "category": None, "limit": Decimal(5)}
    assert rights.asked == [("thing.send", "TWD", None)]


def test_unknown_and_hidden_actions_are_named_with_the_nearest():
    flow = workflow(action("send"), action("tick", system=True))
    with pytest.raises(UnknownAction) as unknown:
        find_action(flow, "thing", "sned")
    assert unknown.value.suggestion == "send"
    with pytest.raises(UnknownAction):
        find_action(flow, "thing", "tick")
    assert find_action(flow, "thing", "tick", by_person=False).system


def test_automatic_steps_are_taken_in_order_and_never_to_where_one_stands():
    due = CompiledAutomatic(("draft", "sent"), "sent", parse({"var": "ready"}), ())
    later = CompiledAutomatic(("any",), "done", parse({"var": "ready"}), ())
    flow = workflow(automatic=(due, later))
    assert next_automatic(flow, "draft", {"ready": True}) is due
    assert next_automatic(flow, "sent", {"ready": True}) is later
    assert next_automatic(flow, "done", {"ready": True}) is None
    assert next_automatic(flow, "draft", {"ready": False}) is None
