"""May this action happen? Pure decisions over a compiled workflow, a ``Subject`` and the actor's ``Powers``.

The order of questions is the order in which a person can do something about the answer: does the action exist, does
the state offer it, does it apply, may I, was I part of it already, is it within my limit, is everything filled in, do
the guards hold, is there a word why. The first no is *the* reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kontor.engines.workflow.contracts import ActionState, InputState, Powers, Subject
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
from kontor.kernel.errors import DomainError, FieldProblem, Forbidden, ValidationFailed
from kontor.kernel.expressions import Expression, evaluate, parse, truthy, variables
from kontor.kernel.registry import nearest
from kontor.kernel.text import Text
from kontor.packaging.model import CompiledAction, CompiledField, CompiledWorkflow

MAKER = "creator"
_THE_MAKER = Text(en="its creator or owner", zh_hant="建立者或擁有者")


def find_action(workflow: CompiledWorkflow, type_code: str, code: str, *, by_person: bool = True) -> CompiledAction:
    """The action called ``code``.

    Raises:
        UnknownAction: there is none, or people may not fire it.
    """
    action = workflow.actions.get(code)
    if action is None or (by_person and action.system):
        offered = [each.action for each in workflow.actions.values() if not each.system]
        raise UnknownAction(type_code, code, nearest(code, offered))
    return action


def starts_in(action: CompiledAction, state: str) -> bool:
    """Whether the action may start in ``state``; ``from: [any]`` is every state."""
    return state in action.from_ or "any" in action.from_


def refusal(
    workflow: CompiledWorkflow,
    action: CompiledAction,
    subject: Subject,
    powers: Powers,
    fields: Mapping[str, CompiledField],
    *,
    comment: str | None = None,
    ask_permission: bool = True,
) -> DomainError | None:
    """Why the action is refused for this record, or None.

    ``comment=None``: the question is put before anybody filled in anything; then what the action itself asks for
    (inputs, comment, and guards that look at them) is left out. ``ask_permission=False``: a header action that was
    allowed carries this one along; limits and four eyes hold all the same.
    """
    for problem in _reasons(workflow, action, subject, powers, fields, comment, ask_permission):
        if problem is not None:
            return problem
    return None


def _reasons(
    workflow: CompiledWorkflow,
    action: CompiledAction,
    subject: Subject,
    powers: Powers,
    fields: Mapping[str, CompiledField],
    comment: str | None,
    ask_permission: bool,
) -> Iterator[DomainError | None]:
    yield wrong_state(workflow, action, subject.state)
    yield _not_applicable(action, subject)
    if not powers.is_system:
        if ask_permission:
            yield _forbidden(action, subject, powers)
        yield _same_eyes(workflow, action, subject, powers)
        yield _beyond_authority(action, subject, powers)
    yield _missing(action, subject, fields, asked_before=comment is None)
    yield from _guards(action, subject, asked_before=comment is None)
    if comment is not None and action.comment == "required" and not comment.strip():
        yield CommentRequired(action.action, action.label, path="comment")


def wrong_state(workflow: CompiledWorkflow, action: CompiledAction, state: str) -> WrongState | None:
    """The refusal when ``action`` may not start in ``state``."""
    if starts_in(action, state):
        return None
    known = workflow.states.get(state)
    label = known.label if known else Text(en=state, zh_hant=state)
    return WrongState(
        action.action,
        action.label,
        state,
        label,
        [workflow.states[s].label for s in action.from_ if s in workflow.states],
    )


def _not_applicable(action: CompiledAction, subject: Subject) -> NotApplicable | None:
    if action.show_when is None or truthy(evaluate(action.show_when, subject.scope)):
        return None
    return NotApplicable(action.action, action.label)


def _forbidden(action: CompiledAction, subject: Subject, powers: Powers) -> Forbidden | None:
    decision = powers.can(action.permission, subject.record)
    return None if decision.allowed else Forbidden(action.permission, decision.reason or "")


def _same_eyes(workflow: CompiledWorkflow, action: CompiledAction, subject: Subject, powers: Powers) -> FourEyes | None:
    mine = set(powers.user_ids)
    for earlier in action.distinct_from:
        took_part = subject.makers if earlier == MAKER else subject.decided.get(earlier, ())
        if mine.intersection(took_part):
            known = workflow.actions.get(earlier)
            label = _THE_MAKER if earlier == MAKER else known.label if known else Text(en=earlier, zh_hant=earlier)
            return FourEyes(action.action, action.label, label)
    return None


def _beyond_authority(action: CompiledAction, subject: Subject, powers: Powers) -> AuthorityExceeded | None:
    found = authority_of(action, subject.scope, powers)
    if found is None or found["limit"] is None or found["amount"] <= found["limit"]:
        return None
    return AuthorityExceeded(
        action.action, action.label, found["amount"], found["limit"], found["currency"] or "", action.permission,
        found["category"],
    )  # fmt: skip


def authority_of(action: CompiledAction, scope: Mapping[str, Any], powers: Powers) -> dict[str, Any] | None:
    """``amount``, ``currency``, ``category`` of a decision and the actor's ``limit``; None where none is asked."""
    use = action.authority
    if use is None:
        return None
    currency, category = _word(use.currency, scope), _word(use.category, scope)
    return {
        "amount": _amount(evaluate(use.amount, scope)),
        "currency": currency,
        "category": category,
        "limit": powers.limit(action.permission, currency, category),
    }


def _amount(value: Any) -> Decimal:
    """A missing amount counts as nothing; credit notes count by their size."""
    if value is None:
        return Decimal(0)
    try:
        return abs(Decimal(value))
    except (InvalidOperation, TypeError, ValueError):
        return Decimal(0)


def _word(expression: Expression | None, scope: Mapping[str, Any]) -> str | None:
    value = None if expression is None else evaluate(expression, scope)
    return None if value is None else str(value)


def _guards(action: CompiledAction, subject: Subject, *, asked_before: bool) -> Iterator[ActionRefused | None]:
    for guard in action.guards:
        if asked_before and _looks_at_inputs(guard.when, action):
            continue
        if not truthy(evaluate(guard.when, subject.scope)):
            yield ActionRefused(action.action, guard.code, guard.message, _seen(guard.when, subject.scope))


def _seen(expression: Expression, scope: Mapping[str, Any]) -> dict[str, Any]:
    """The values a condition looked at, for the sentence and for explanations; whole lists of lines are left out."""
    found: dict[str, Any] = {}
    for name in sorted(variables(expression)):
        value = scope_value(scope, name)
        if value is None or isinstance(value, (str, int, Decimal)) or hasattr(value, "isoformat"):
            found[name] = value
    return found


def scope_value(scope: Mapping[str, Any], path: str) -> Any:
    """What ``{"var": path}`` gives in ``scope``."""
    return evaluate(_variable(path), scope)


_variables: dict[str, Expression] = {}


def _variable(path: str) -> Expression:
    known = _variables.get(path)
    if known is None:
        known = _variables[path] = parse({"var": path})
    return known


def _looks_at_inputs(expression: Expression, action: CompiledAction) -> bool:
    """Whether the condition depends on what the person will fill in."""
    asked = set(action.inputs)
    for name in variables(expression):
        head, *rest = name.split(".")
        if head == "inputs" or head in asked or (head == "line" and rest and rest[0] in asked):
            return True
    return False


def _missing(
    action: CompiledAction, subject: Subject, fields: Mapping[str, CompiledField], *, asked_before: bool
) -> MissingForAction | None:
    names = [
        name
        for name in action.required
        if not (asked_before and name in action.inputs) and is_blank(subject.values.get(name))
    ]
    if not names:
        return None
    labels = [fields[name].label if name in fields else Text(en=name, zh_hant=name) for name in names]
    return MissingForAction(action.action, action.label, names, labels, path=names[0])


def is_blank(value: Any) -> bool:
    """Nothing was filled in: None, an empty text or an empty selection. Zero and False are values."""
    return value is None or (isinstance(value, (str, tuple, list)) and len(value) == 0)


def available(
    workflow: CompiledWorkflow,
    subject: Subject,
    powers: Powers,
    fields: Mapping[str, CompiledField],
    *,
    everything: bool = False,
) -> list[ActionState]:
    """The actions people may see on this record, each allowed or with the one reason why not.

    Without ``everything`` only those the state offers and that apply.
    """
    candidates = workflow.actions.values() if everything else workflow.actions_from(subject.state)
    found = []
    for action in candidates:
        if action.system:
            continue
        problem = refusal(workflow, action, subject, powers, fields)
        shown = not isinstance(problem, (WrongState, NotApplicable))
        if shown or everything:
            found.append(_state(action, subject, problem, shown))
    return found


def _state(action: CompiledAction, subject: Subject, problem: DomainError | None, shown: bool) -> ActionState:
    inputs = tuple(
        InputState(name, each.field.type, each.label, each.field.required, subject.values.get(name))
        for name, each in action.inputs.items()
    )
    return ActionState(
        action.action,
        action.label,
        allowed=problem is None,
        shown=shown,
        reason=None if problem is None else problem_of(problem),
        inputs=inputs,
        comment=action.comment,
        style=action.style,
        bulk=action.bulk,
        to=action.to,
    )


def problem_of(problem: DomainError, path: str | None = None) -> FieldProblem:
    """A refusal as one problem: a guard keeps its own code and sentence, a collection tells its first sentence."""
    if isinstance(problem, ActionRefused):
        return FieldProblem(path or problem.path or "", problem.code, problem.sentence, dict(problem.facts_seen))
    if isinstance(problem, ValidationFailed) and problem.problems:
        first = problem.problems[0]
        return FieldProblem(path or first.path, problem.code, first.text, first.facts)
    return problem.as_problem(path)


def next_automatic(workflow: CompiledWorkflow, state: str, scope: Mapping[str, Any]) -> Any | None:
    """The first automatic step that starts in ``state``, leads elsewhere and whose condition holds, or None."""
    for step in workflow.automatic:
        if (state in step.from_ or "any" in step.from_) and step.to != state and truthy(evaluate(step.when, scope)):
            return step
    return None
