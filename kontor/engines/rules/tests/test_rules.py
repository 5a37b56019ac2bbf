"""Business rules: what fires, what it says, in which order (P4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from kontor.engines.rules import api
from kontor.engines.rules.actions import rule_actions
from kontor.engines.rules.errors import RuleBroken
from kontor.kernel.errors import FieldProblem
from kontor.kernel.registry import RegistrationRefused, UnknownName
from kontor.packaging import vocabulary
from kontor.packaging.schema import Rule


def rule(code: str, when: Any, *then: dict[str, Any], **facts: Any) -> Rule:
    return Rule.model_validate(
        {"rule": code, "on": "requisition", "trigger": "before_save", "when": when, "then": then, **facts}
    )


def reject(code: str, en: str = "No", zh: str = "不行", **options: Any) -> dict[str, Any]:
    return {"do": "reject", "code": code, "message": {"en": en, "zh-Hant": zh}, **options}


def warn(code: str, **options: Any) -> dict[str, Any]:
    return {"do": "warn", "code": code, "message": {"en": "Sure?", "zh-Hant": "確定嗎?"}, **options}


def set_values(**values: Any) -> dict[str, Any]:
    return {"do": "set", "values": values}


def document(**header: Any) -> dict[str, Any]:
    lines = [
        {"id": "l1", "quantity": Decimal(5), "price": Decimal("2.50")},
        {"id": "l2", "quantity": Decimal(0), "price": None},
        {"id": "l3", "quantity": Decimal(-1), "price": Decimal(1)},
    ]
    return {"state": "draft", "lines": lines, "today": date(2026, 3, 31), **header}


def codes(problems: tuple[FieldProblem, ...]) -> list[str]:
    return [each.code for each in problems]


def test_a_rule_rejects_with_code_path_and_a_filled_message_in_both_languages() -> None:  # P4
    late = rule(
        "wanted_date_not_in_past",
        {"<": [{"var": "needed_by"}, {"var": "today"}]},
        reject(
            "NEEDED_BY_IN_PAST",
            "The wanted date {needed_by} is in the past",
            "需求日期 {needed_by} 早於今天",
            path="needed_by",
        ),
    )
    [problem] = api.run([late], "before_save", document(needed_by=date(2026, 1, 2))).problems
    assert (problem.code, problem.path) == ("NEEDED_BY_IN_PAST", "needed_by")
    assert problem.message("en") == "The wanted date 2026-01-02 is in the past"
    assert problem.message("zh-Hant") == "需求日期 2026-01-02 早於今天"


def test_a_rule_whose_condition_does_not_hold_says_nothing() -> None:  # P4
    late = rule("late", {"<": [{"var": "needed_by"}, {"var": "today"}]}, reject("LATE"))
    assert api.run([late], "before_save", document(needed_by=None)) == api.RuleOutcome()


def test_a_rule_for_each_line_names_the_line() -> None:  # P4
    positive = rule(
        "positive",
        {"<=": [{"var": "line.quantity"}, 0]},
        reject("NOT_POSITIVE", "{line.quantity} is not positive", path="quantity"),
        each_line=True,
    )
    outcome = api.run([positive], "before_save", document())
    assert [each.path for each in outcome.problems] == ["lines[1].quantity", "lines[2].quantity"]
    assert outcome.problems[1].message("en") == "-1 is not positive"
    assert outcome.fired == (api.FiredRule("positive", 1), api.FiredRule("positive", 2))


def test_placeholders_come_from_expressions_and_from_labels_of_references() -> None:  # P4
    total = {"sum": [{"var": "lines"}, {"*": [{"var": "quantity"}, {"var": "price"}]}]}
    dear = rule(
        "dear",
        {">": [total, 10]},
        warn(
            "DEAR", message={"en": "{partner}: {total}", "zh-Hant": "{total}"}, facts={"total": {"round": [total, 1]}}
        ),
    )
    [warning] = api.run([dear], "before_save", document(partner=UUID(int=1), partner__label="Acme")).warnings
    assert warning.message("en") == "Acme: 11.5"


def test_a_reference_in_a_sentence_is_called_by_its_name_in_the_readers_language() -> None:
    late = rule("late", True, reject("LATE", "{project} by {line.item}", "{project}由{line.item}"), each_line=True)
    scope = {
        "project": UUID(int=1),
        "project.name": {"en": "Line 3", "zh-Hant": "三號線"},
        "lines": [{"item": UUID(int=2), "item.code": "BOLT-M8"}],
    }
    [problem] = api.run([late], "before_save", scope).problems
    assert problem.message("en") == "Line 3 by BOLT-M8"
    assert problem.message("zh-Hant") == "三號線由BOLT-M8"


def test_rules_run_by_priority_then_by_code() -> None:  # P4
    rules = [
        rule("b", True, reject("B"), priority=20),
        rule("c", True, reject("C"), priority=10),
        rule("a", True, reject("A"), priority=20),
    ]
    assert codes(api.run(rules, "before_save", document()).problems) == ["C", "A", "B"]


def test_stop_ends_the_run_only_when_the_rule_fired() -> None:  # P4
    rules = [
        rule("first", False, reject("FIRST"), priority=1, stop=True),
        rule("second", True, reject("SECOND"), priority=2, stop=True),
        rule("third", True, reject("THIRD"), priority=3),
    ]
    assert codes(api.run(rules, "before_save", document()).problems) == ["SECOND"]


def test_a_stopping_rule_for_each_line_still_looks_at_every_line() -> None:  # P4
    rules = [
        rule("lines", {"<=": [{"var": "line.quantity"}, 0]}, reject("BAD"), priority=1, stop=True, each_line=True),
        rule("after", True, reject("AFTER"), priority=2),
    ]
    assert codes(api.run(rules, "before_save", document()).problems) == ["BAD", "BAD"]


def test_values_set_by_a_rule_are_seen_by_the_rules_after_it() -> None:  # P4
    rules = [
        rule("one", True, set_values(kind={"cat": ["da", "ily"]}), priority=1),
        rule("two", {"==": [{"var": "kind"}, "daily"]}, set_values(budget=None), priority=2),
    ]
    outcome = api.run(rules, "before_save", document(kind="project", budget=5))
    assert outcome.header_values() == {"kind": "daily", "budget": None}


def test_values_set_on_lines_are_seen_in_lines_and_keep_the_line_id() -> None:  # P4
    rules = [
        rule("free", {"==": [{"var": "line.price"}, None]}, set_values(price=1), priority=1, each_line=True),
        rule("all_priced", {"all": [{"var": "lines"}, {">": [{"var": "price"}, 0]}]}, warn("PRICED"), priority=2),
    ]
    outcome = api.run(rules, "before_save", document())
    assert outcome.line_values() == {1: {"price": Decimal(1)}}
    assert (outcome.sets[0].path, outcome.sets[0].line_id) == ("lines[1].price", "l2")
    assert codes(outcome.warnings) == ["PRICED"]


def test_setting_leaves_the_callers_scope_alone() -> None:
    scope = document(kind="project")
    api.run(
        [rule("one", True, set_values(kind="daily")), rule("l", True, set_values(price=9), each_line=True)],
        "before_save",
        scope,
    )
    assert scope == document(kind="project")


def test_values_of_one_action_are_computed_before_any_is_written() -> None:
    swap = rule("swap", True, set_values(a={"var": "b"}, b={"var": "a"}))
    assert api.run([swap], "before_save", document(a=1, b=2)).header_values() == {"a": Decimal(2), "b": Decimal(1)}


def test_a_changed_reference_forgets_what_was_loaded_for_the_old_one() -> None:
    rules = [
        rule("one", True, set_values(partner="p-2"), priority=1),
        rule("two", {"==": [{"var": "partner.name"}, "Acme"]}, reject("OLD"), priority=2),
    ]
    assert api.run(rules, "before_save", document(partner="p-1", **{"partner.name": "Acme"})).problems == ()
    assert codes(api.run(rules[1:], "before_save", document(partner="p-1", **{"partner.name": "Acme"})).problems) == [
        "OLD"
    ]


@pytest.mark.parametrize(
    ("trigger", "action", "expected"),
    [
        ("before_save", None, ["SAVE"]),
        ("before_action", "approve", ["EVERY", "APPROVE"]),
        ("before_action", "reject", ["EVERY"]),
        ("after_create", None, []),
    ],
)
def test_only_rules_of_the_trigger_and_action_run(trigger: str, action: str | None, expected: list[str]) -> None:  # P4
    rules = [
        rule("save", True, reject("SAVE")),
        rule("approve", True, reject("APPROVE"), trigger="before_action", action="approve", priority=2),
        rule("every", True, reject("EVERY"), trigger="before_action", priority=1),
    ]
    assert codes(api.run(rules, trigger, document(), action=action).problems) == expected


def test_a_rule_that_cannot_be_evaluated_refuses_the_change_and_names_itself() -> None:
    broken = rule(
        "broken", {"and": [True, {"<": [{"var": "line.quantity"}, {"var": "state"}]}]}, reject("X"), each_line=True
    )
    with pytest.raises(RuleBroken) as refused:
        api.run([broken], "before_save", document())
    assert refused.value.rule == "broken"
    assert refused.value.place == "lines[0].and[1].<"
    assert "文字" in refused.value.message("zh-Hant")


def test_explain_tells_for_every_line_which_values_decided() -> None:  # P4
    rules = [
        rule("positive", {"<=": [{"var": "line.quantity"}, 0]}, reject("BAD"), priority=1, each_line=True, stop=True),
        rule("after", True, reject("AFTER"), priority=2),
    ]
    told = api.explain(rules, "before_save", document())
    assert [(each.rule, each.line, each.fired) for each in told] == [
        ("positive", 0, False),
        ("positive", 1, True),
        ("positive", 2, True),
        ("after", None, False),
    ]
    assert told[2].facts() == {"line.quantity": Decimal(-1)}
    assert told[3].stopped_by == "positive"


def test_explaining_fires_what_running_fires() -> None:
    rules = [
        rule("one", True, set_values(kind="daily"), priority=1),
        rule("two", {"==": [{"var": "kind"}, "daily"]}, warn("DAILY"), priority=2, stop=True),
        rule("three", True, warn("NEVER"), priority=3),
    ]
    fired = api.run(rules, "before_save", document()).fired
    told = api.explain(rules, "before_save", document())
    assert tuple(api.FiredRule(each.rule, each.line) for each in told if each.fired) == fired


def test_an_unknown_action_and_wrong_options_are_refused() -> None:
    with pytest.raises(UnknownName) as unknown:
        api.run([rule("typo", True, {"do": "rejct", "code": "X"})], "before_save", document())
    assert unknown.value.suggestion == "reject"
    with pytest.raises(ValidationError):
        api.run([rule("wrong", True, {"do": "warn", "code": "X", "mesage": "?"})], "before_save", document())


def test_every_action_declares_its_options_to_packs() -> None:
    assert {each.type: each.options for each in rule_actions} == {
        word: vocabulary.rule_actions.options_of(word) for word in rule_actions.names()
    }


def test_an_action_without_options_cannot_register() -> None:
    class Nothing:
        type = "nothing"

    with pytest.raises(RegistrationRefused):
        rule_actions.register(Nothing())
