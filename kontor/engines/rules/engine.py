"""Runs rules over one record: by priority, each for the header or for every line, until one says stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from kontor.engines.rules.actions import RuleAction, rule_actions
from kontor.engines.rules.contracts import FiredRule, RuleExplanation, RuleOutcome, SetValue, at_line
from kontor.engines.rules.errors import RuleBroken
from kontor.engines.rules.scope import RecordScope
from kontor.kernel.errors import FieldProblem
from kontor.kernel.expressions import Expression, ExpressionError, evaluate, explain, parse, truthy
from kontor.kernel.text import LANGUAGES, Text
from kontor.packaging.model import CompiledRule, CompiledRuleAction
from kontor.packaging.schema import Rule

#: Where the words for a reference may be found, beside or inside it.
_NAMES = ("__label", ".name", ".title", ".number", ".code")

AnyRule: TypeAlias = Rule | CompiledRule


class RuleRun:
    """One run over one record; collects what the rules say."""

    def __init__(self, scope: Mapping[str, Any]) -> None:
        self.scope = RecordScope(scope)
        self._problems: list[FieldProblem] = []
        self._warnings: list[FieldProblem] = []
        self._sets: list[SetValue] = []
        self._fired: list[FiredRule] = []

    def run(self, rules: Iterable[AnyRule]) -> RuleOutcome:
        """Fire every rule whose condition holds; a rule with ``stop`` that fired ends the run."""
        for rule in rules:
            if self._fire(rule) and head_of(rule).stop:
                break
        return RuleOutcome(tuple(self._problems), tuple(self._warnings), tuple(self._sets), tuple(self._fired))

    def explain(self, rules: Iterable[AnyRule]) -> Iterator[RuleExplanation]:
        """Run, and tell for every rule and line whether it fired and which values decided."""
        stopped_by: str | None = None
        for rule in rules:
            head = head_of(rule)
            if stopped_by is not None:
                yield RuleExplanation(head.rule, fired=False, stopped_by=stopped_by)
                continue
            for line in self.scope.positions(each_line=head.each_line):
                firing = RuleFiring(self, head, line)
                trace = firing.guarded(lambda scope: explain(head.when, scope))  # noqa: B023  called at once
                fired = truthy(trace.value)
                yield RuleExplanation(head.rule, fired, line, trace)
                if fired:
                    firing.act(actions_of(rule))
                    stopped_by = head.rule if head.stop else None

    def _fire(self, rule: AnyRule) -> bool:
        head = head_of(rule)
        fired = False
        for line in self.scope.positions(each_line=head.each_line):
            firing = RuleFiring(self, head, line)
            if truthy(firing.value(head.when)):
                firing.act(actions_of(rule))
                self._fired.append(FiredRule(head.rule, line))
                fired = True
        return fired

    def add_problem(self, problem: FieldProblem) -> None:
        """Note a refusal."""
        self._problems.append(problem)

    def add_warning(self, warning: FieldProblem) -> None:
        """Note a warning."""
        self._warnings.append(warning)

    def add_value(self, line: int | None, field: str, value: Any) -> None:
        """Note a value and let later rules see it."""
        self.scope.set(line, field, value)
        self._sets.append(SetValue(field, value, line, self.scope.line_id(line)))


class RuleFiring:
    """One rule at the header or at one line; the ``Firing`` its actions work with."""

    def __init__(self, run: RuleRun, rule: Rule, line: int | None) -> None:
        self._run = run
        self._rule = rule
        self._line = line
        self._scope = run.scope.at(line)

    def act(self, actions: Sequence[CompiledRuleAction]) -> None:
        """Let every action of the rule do its work."""
        for each in actions:
            action: RuleAction[Any] = rule_actions.get(each.do)
            action.apply(each.options, self)

    def value(self, expression: Expression) -> Any:
        """An expression evaluated here.

        Raises:
            RuleBroken: it cannot be evaluated.
        """
        return self.guarded(lambda scope: evaluate(expression, scope))

    def guarded(self, ask: Any) -> Any:
        """Ask something of the scope and tell which rule it was that failed."""
        try:
            return ask(self._scope)
        except ExpressionError as problem:
            words = Text(en=problem.message("en"), zh_hant=problem.message("zh-Hant"))
            place = at_line(problem.path or "when", self._line)
            raise RuleBroken(self._rule.rule, place, words) from problem

    def problem(self, code: str, path: str, message: Text, facts: dict[str, Expression]) -> FieldProblem:
        """A problem at ``path``, with a fact for every placeholder of its message."""
        values = {name: self.value(expression) for name, expression in facts.items()}
        for name in message.placeholders() - values.keys():
            values[name] = self._readable(name)
        return FieldProblem(at_line(path.removeprefix("line."), self._line), code, message, values)

    def reject(self, problem: FieldProblem) -> None:
        """Forbid the change."""
        self._run.add_problem(problem)

    def warn(self, warning: FieldProblem) -> None:
        """Ask a person to confirm."""
        self._run.add_warning(warning)

    def set(self, field: str, value: Any) -> None:
        """Put a value into a field of the header or of the line."""
        self._run.add_value(self._line, field, value)

    def _readable(self, name: str) -> Any:
        """A variable for a sentence: a reference by its label or name where the scope knows one, else its value."""
        value = self._variable(name)
        if isinstance(value, UUID):
            value = next((found for each in _NAMES if (found := self._variable(name + each)) is not None), value)
        return Text.from_mapping(value) if isinstance(value, Mapping) and value.keys() & set(LANGUAGES) else value

    def _variable(self, name: str) -> Any:
        return self.value(parse({"var": name}))


def head_of(rule: AnyRule) -> Rule:
    """The rule as the pack wrote it."""
    return rule.rule if isinstance(rule, CompiledRule) else rule


def actions_of(rule: AnyRule) -> tuple[CompiledRuleAction, ...]:
    """The rule's actions with validated options."""
    if isinstance(rule, CompiledRule) and all(not isinstance(each.options, Mapping) for each in rule.actions):
        return rule.actions
    return tuple(_validated(each.do, each.options) for each in head_of(rule).then)


def _validated(do: str, raw: Mapping[str, Any]) -> CompiledRuleAction:
    return CompiledRuleAction(do, rule_actions.get(do).options.model_validate(raw), raw)
