"""Line actions: the same decision on any number of lines of any number of documents of one type (P3, R2).

Everything is set-based: lines and headers are loaded, checked in memory, and written together. Independent decisions
report line by line; where an effect refuses one line, the rest goes on without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from kontor.documents.errors import LinesRefused, problem_text
from kontor.documents.scope import access_record, makers
from kontor.documents.services import check, effects, values
from kontor.documents.services.effects import Cause
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine, remember_decision
from kontor.engines.workflow.contracts import Powers, Subject
from kontor.engines.workflow.decisions import find_action, problem_of, refusal, starts_in, wrong_state
from kontor.engines.workflow.errors import UnknownAction
from kontor.kernel.errors import DomainError, FieldProblem, Forbidden, ValidationFailed
from kontor.kernel.expressions import evaluate, truthy
from kontor.packaging.model import CompiledAction, CompiledWorkflow

MOST_LINES = 10_000


@dataclass(slots=True)
class Decision:
    """One command over lines, as people or cascades give it."""

    action: str
    cause: Cause
    confirmed: Collection[str] = ()
    by_person: bool = True
    ask_permission: bool = True
    rules: bool = True
    """False where a header action of the same name carries the lines: its rules were asked already."""
    refused: dict[UUID, DomainError] = field(default_factory=dict)


def workflow_of(document: WorkingDocument) -> CompiledWorkflow:
    """The line workflow of a document.

    Raises:
        UnknownAction: its lines have none.
    """
    if document.model.line_workflow is None:
        raise UnknownAction(document.type_code, "")
    return document.model.line_workflow


def subject_of(session: Session, line: WorkingLine, inputs: Mapping[str, Any] | None = None) -> Subject:
    """The line as decisions see it; who decided on its header counts for four eyes too."""
    document = line.document
    decided: dict[str, set[UUID]] = {}
    for source in (document.decided, line.decided):
        for action, users in source.items():
            decided.setdefault(action, set()).update(map(UUID, users))
    more = {} if inputs is None else {"inputs": inputs}
    return Subject(
        type_code=document.type_code,
        state=line.state,
        is_line=True,
        scope=session.scopes.line(line, **more),
        values=line.values,
        record=access_record(document),
        makers=makers(document),
        decided=decided,
    )


def perform(session: Session, lines: Sequence[WorkingLine], decision: Decision, powers: Powers) -> list[WorkingLine]:
    """Fire the action on every line that may; the others stand in ``decision.refused`` with the reason.

    Returns the lines that went through, effects run.
    """
    session.confirmed.update(decision.confirmed)
    ready = _fill_in(session, lines, decision, powers)
    allowed: list[WorkingLine] = []
    typed: dict[UUID, Mapping[str, Any]] = {}
    for line, action, inputs in ready:
        problem = refusal(
            workflow_of(line.document), action, subject_of(session, line, inputs), powers, line.document.model.lines,
            comment=decision.cause.comment, ask_permission=decision.ask_permission,
        )  # fmt: skip
        if problem is None:
            allowed.append(line)
            typed[line.id] = inputs
        else:
            decision.refused[line.id] = problem
            _undo(line)
    _move(session, allowed, replace(decision, cause=_typed(decision.cause, typed)), powers)
    return allowed


def _typed(cause: Cause, inputs: Mapping[UUID, Mapping[str, Any]]) -> Cause:
    """The cause as effects see it: exact values for every line, and in common where no line has its own."""
    common = cause.inputs
    if inputs and not cause.line_inputs:
        first = next(iter(inputs.values()))
        common = {name: first.get(name, value) for name, value in common.items()}
    return replace(cause, inputs=common, line_inputs=inputs)


def _undo(line: WorkingLine) -> None:
    """Forget what the inputs wrote: the line was refused. What it had before this action comes back."""
    if line.saved_values is not None:
        line.values.clear()
        line.values.update(line.saved_values)
        line.saved_values = None


def _fill_in(
    session: Session, lines: Sequence[WorkingLine], decision: Decision, powers: Powers
) -> list[tuple[WorkingLine, CompiledAction, Mapping[str, Any]]]:
    """State and right first, then the inputs; those named like a field are written to the line."""
    parsed: list[tuple[WorkingLine, CompiledAction, Mapping[str, Any]]] = []
    rights: dict[tuple[UUID, str], DomainError | None] = {}
    for line in lines:
        workflow = workflow_of(line.document)
        action = find_action(workflow, line.document.type_code, decision.action, by_person=decision.by_person)
        problem: DomainError | None = wrong_state(workflow, action, line.state)
        if problem is None and decision.ask_permission and not powers.is_system:
            key = (line.document.id, action.permission)
            if key not in rights:
                rights[key] = _no_right(line, action, powers)
            problem = rights[key]
        if problem is not None:
            decision.refused[line.id] = problem
            continue
        raw = decision.cause.inputs_of(line.id)
        own = {name: value for name, value in raw.items() if name in action.inputs} if not decision.by_person else raw
        found = values.parse_inputs(session, action, own, session.scopes.line(line, inputs=raw))
        if found.problems:
            decision.refused[line.id] = ValidationFailed(tuple(found.problems))
            continue
        parsed.append((line, action, {**raw, **found.values}))
    return _written(session, parsed, decision)


def _no_right(line: WorkingLine, action: CompiledAction, powers: Powers) -> Forbidden | None:
    answer = powers.can(action.permission, access_record(line.document))
    return None if answer.allowed else Forbidden(action.permission, answer.reason or "")


def _written(
    session: Session, parsed: list[tuple[WorkingLine, CompiledAction, Mapping[str, Any]]], decision: Decision
) -> list[tuple[WorkingLine, CompiledAction, Mapping[str, Any]]]:
    """References of all inputs are looked up together, then written and the lines' formulas computed."""
    for _, action, inputs in parsed:
        for each in action.inputs.references:
            session.references.ask(each, inputs.get(each.name))
    ready = []
    for line, action, inputs in parsed:
        if problems := values.missing_references(session, action.inputs, inputs, "inputs."):
            decision.refused[line.id] = ValidationFailed(tuple(problems))
            continue
        line.saved_values = dict(line.values)
        try:
            written = values.to_write(action, inputs, line.document.model.lines)
        except ValidationFailed as problem:
            decision.refused[line.id] = problem
            continue
        if written:
            line.values.update(written)
            values.recompute_line(session, line)
        ready.append((line, action, inputs))
    return ready


def _move(session: Session, lines: Sequence[WorkingLine], decision: Decision, powers: Powers) -> None:
    """New states, who decided, history, rules, effects."""
    by_document: dict[UUID, list[WorkingLine]] = {}
    for line in lines:
        line.saved_values = None
        by_document.setdefault(line.document.id, []).append(line)
    for mine in by_document.values():
        document = mine[0].document
        values.mark_moved(document)
        if decision.rules:
            check.obey_rules(
                session, document, "before_action", decision.confirmed, action=decision.action,
                inputs=decision.cause.inputs, lines=mine,
            )  # fmt: skip
        _transit(session, mine, decision, powers)
    for action, mine in _by_action(lines, decision.action).items():
        effects.run_lines(session, mine, action.effects, decision.cause)


def _transit(session: Session, lines: Sequence[WorkingLine], decision: Decision, powers: Powers) -> None:
    document = lines[0].document
    action = workflow_of(document).actions[decision.action]
    for line in lines:
        line.state = action.to or line.state
        line.touched = True
        if not powers.is_system:
            remember_decision(line.decided, action.action, powers.user_ids)
    note = session.happened if decision.by_person and decision.ask_permission else session.step
    note(
        document,
        f"line.{action.action}",
        action=action.action,
        lines=[line.id for line in lines],
        comment=decision.cause.comment,
        inputs=dict(decision.cause.inputs),
    )


def _by_action(lines: Sequence[WorkingLine], code: str) -> dict[Any, list[WorkingLine]]:
    """Lines by the action of their own configuration version: mostly one."""
    grouped: dict[int, tuple[CompiledAction, list[WorkingLine]]] = {}
    for line in lines:
        action = workflow_of(line.document).actions[code]
        grouped.setdefault(id(action), (action, []))[1].append(line)
    return {_Same(action): mine for action, mine in grouped.values()}


class _Same:
    """An action as a dictionary key by identity."""

    __slots__ = ("effects",)

    def __init__(self, action: CompiledAction) -> None:
        self.effects = action.effects


def by_engine(session: Session, lines: Iterable[WorkingLine], action: str, cause: Cause) -> int:
    """Fire a line action for the platform: lines whose state or ``show_when`` does not fit are passed over.

    Documents whose lines have no workflow get the header action instead. Returns how many records moved.

    Raises:
        DomainError: a guard refuses; the whole command is refused with it.
    """
    standing = [each for each in dict.fromkeys(lines) if not each.is_removed]
    fitting = [line for line in standing if fits(session, line, action, cause)]
    decision = Decision(action, cause, by_person=False, ask_permission=False)
    perform(session, fitting, decision, session.system_powers)
    for line in fitting:
        if (problem := decision.refused.get(line.id)) is not None:
            raise problem
    return len(fitting) + _headers(session, standing, action, cause)


def fits(session: Session, line: WorkingLine, code: str, cause: Cause) -> bool:
    """Whether the line's state and the action's ``show_when`` let it be fired by itself."""
    workflow = line.document.model.line_workflow
    action = workflow.actions.get(code) if workflow is not None else None
    if action is None or not starts_in(action, line.state):
        return False
    scope = session.scopes.line(line, inputs=cause.inputs_of(line.id))
    return action.show_when is None or truthy(evaluate(action.show_when, scope))


def _headers(session: Session, lines: Sequence[WorkingLine], action: str, cause: Cause) -> int:
    from kontor.documents.services import fire

    documents = {line.document.id: line.document for line in lines if line.document.model.line_workflow is None}
    return sum(fire.by_engine(session, document, action, cause) for document in documents.values())


def raise_refusals(refused: Mapping[UUID, DomainError]) -> None:
    """All or nothing: one refused line raises its own refusal, several raise all of them with the line's path."""
    if (problem := combined(refused)) is not None:
        raise problem


def combined(refused: Mapping[UUID, DomainError]) -> DomainError | None:
    """The refusals of several lines as one."""
    if not refused:
        return None
    if len(refused) == 1:
        [(line_id, problem)] = refused.items()
        return _placed(problem, line_id)
    problems: list[FieldProblem] = []
    for line_id, problem in refused.items():
        if isinstance(problem, ValidationFailed):
            problems += [FieldProblem(f"lines[{line_id}].{p.path}", p.code, p.text, p.facts) for p in problem.problems]
        else:
            problems.append(problem_of(problem, f"lines[{line_id}]"))
    return LinesRefused(tuple(problems))


def _placed(problem: DomainError, line_id: UUID) -> DomainError:
    if problem.path is None and not isinstance(problem, ValidationFailed):
        problem.path = f"lines[{line_id}]"
    return problem


def unknown_line(line_id: Any) -> FieldProblem:
    """No such line, or none the actor may see."""
    return FieldProblem(f"lines[{line_id}]", "UNKNOWN_LINE", problem_text("UNKNOWN_LINE"), {"line": str(line_id)})


Attempt = Callable[[Sequence[UUID]], Mapping[UUID, DomainError]]


def bisect(line_ids: Sequence[UUID], attempt: Attempt) -> dict[UUID, DomainError]:
    """Try the whole set; when an effect refuses it, try the halves, until the lines that cannot are alone.

    ``attempt`` runs in a savepoint of its own, raises when effects refuse, and returns the lines refused beforehand.
    """
    try:
        return dict(attempt(line_ids))
    except DomainError as problem:
        if len(line_ids) == 1:
            return {line_ids[0]: problem}
    middle = len(line_ids) // 2
    return {**bisect(line_ids[:middle], attempt), **bisect(line_ids[middle:], attempt)}
