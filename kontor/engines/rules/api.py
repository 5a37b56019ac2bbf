"""What others ask of the rule engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kontor.engines.rules.contracts import FiredRule, RuleExplanation, RuleOutcome, SetValue
from kontor.engines.rules.engine import AnyRule, RuleRun, head_of
from kontor.engines.rules.errors import RuleBroken

__all__ = ["FiredRule", "RuleBroken", "RuleExplanation", "RuleOutcome", "SetValue", "explain", "run"]


def run(rules: Sequence[AnyRule], trigger: str, scope: Mapping[str, Any], *, action: str | None = None) -> RuleOutcome:
    """Run the rules of a trigger over one record and collect everything they say; nothing is written or raised.

    ``rules`` are a model's or a pack's, of the record's type; those of another trigger or action are left out.
    Lower ``priority`` first, then by code. ``scope`` holds the header fields, ``lines`` (a list of mappings),
    ``before``, ``inputs``, ``actor``, ``today``; a rule with ``each_line`` is asked once per line with ``line``.
    Values set by a rule are seen by those after it.

    Raises:
        RuleBroken: a condition or value cannot be evaluated; the change must not go on.

    Source: P4.
    """
    return RuleRun(scope).run(_chosen(rules, trigger, action))


def explain(
    rules: Sequence[AnyRule], trigger: str, scope: Mapping[str, Any], *, action: str | None = None
) -> tuple[RuleExplanation, ...]:
    """Tell for every rule of a trigger, and every line where it is asked per line, why it fires or does not (P4)."""
    return tuple(RuleRun(scope).explain(_chosen(rules, trigger, action)))


def _chosen(rules: Sequence[AnyRule], trigger: str, action: str | None) -> list[AnyRule]:
    """Rules of this trigger and action, in the order they run."""
    heads = ((head_of(rule), rule) for rule in rules)
    fitting = [(head, rule) for head, rule in heads if head.trigger == trigger and head.action in (None, action)]
    return [rule for head, rule in sorted(fitting, key=lambda pair: (pair[0].priority, pair[0].rule))]
