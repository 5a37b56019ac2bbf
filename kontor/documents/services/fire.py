"""Header actions (P3): asked, filled in, allowed, ruled, done – and carried to the lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor.documents.errors import problem_text
from kontor.documents.scope import access_record, makers
from kontor.documents.services import check, effects, fire_lines, values
from kontor.documents.services.effects import Cause
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine, remember_decision
from kontor.engines.workflow.contracts import Powers, Subject
from kontor.engines.workflow.decisions import find_action, refusal, starts_in, wrong_state
from kontor.kernel.errors import DomainError, FieldProblem, Forbidden, ValidationFailed, ensure_valid
from kontor.kernel.expressions import evaluate, truthy
from kontor.packaging.model import CompiledAction
from kontor.packaging.schema import LineCascade


@dataclass(frozen=True, slots=True)
class Firing:
    """One header action as somebody asks for it. ``line_ids`` narrows cascades and effects to these lines."""

    action: str
    inputs: Mapping[str, Any]
    comment: str = ""
    line_ids: Collection[UUID] | None = None
    line_inputs: Mapping[UUID, Mapping[str, Any]] | None = None
    confirmed: Collection[str] = ()
    by_person: bool = True


def subject_of(session: Session, document: WorkingDocument, inputs: Mapping[str, Any] | None = None) -> Subject:
    """The header as decisions see it."""
    more = {} if inputs is None else {"inputs": inputs}
    return Subject(
        type_code=document.type_code,
        state=document.state,
        is_line=False,
        scope=session.scopes.document(document, **more),
        values=document.values,
        record=access_record(document),
        makers=makers(document),
        decided={action: frozenset(map(UUID, users)) for action, users in document.decided.items()},
    )


def fire(
    session: Session, document_id: UUID, version: int | None, firing: Firing, type_code: str | None = None
) -> WorkingDocument:
    """Fire a header action.

    Raises:
        NotFound, VersionConflict, UnknownAction, WrongState, NotApplicable, Forbidden, FourEyes, AuthorityExceeded,
        ActionRefused (with the guard's code), MissingForAction, CommentRequired, ValidationFailed, NeedsConfirmation,
        and whatever effects refuse with.
    """
    document = check.one(session, document_id, type_code)
    check.version(document, version)
    perform(session, document, firing, session.powers)
    return document


def perform(session: Session, document: WorkingDocument, firing: Firing, powers: Powers) -> None:
    """Decide, then do."""
    session.confirmed.update(firing.confirmed)
    workflow = document.model.workflow
    action = find_action(workflow, document.type_code, firing.action, by_person=firing.by_person)
    lines = _chosen_lines(document, firing.line_ids)
    _may_ask(document, action, powers)
    inputs = _fill_in(session, document, action, firing)
    problem = refusal(
        workflow, action, subject_of(session, document, inputs), powers, document.model.header, comment=firing.comment
    )
    if problem is not None:
        raise problem
    check.obey_rules(session, document, "before_action", firing.confirmed, action=action.action, inputs=inputs)
    _transit(session, document, action, firing, inputs, powers)
    cause = Cause(
        action.action, inputs, dict(firing.line_inputs or {}), firing.comment, confirmed=tuple(firing.confirmed)
    )
    effects.run_header(session, document, action.effects, cause, lines)
    for cascade in action.lines:
        _cascade(session, lines if lines is not None else document.lines, cascade, cause, firing, powers)
    values.recompute_stale(session)
    check.obey_rules(session, document, "after_action", firing.confirmed, action=action.action, inputs=inputs)


def _chosen_lines(document: WorkingDocument, line_ids: Collection[UUID] | None) -> list[WorkingLine] | None:
    if line_ids is None:
        return None
    chosen = {each.id: each for each in document.lines if each.id in frozenset(line_ids)}
    missing = [each for each in line_ids if each not in chosen]
    if missing:
        text = problem_text("UNKNOWN_LINE")
        raise ValidationFailed(
            tuple(FieldProblem(f"line_ids[{list(line_ids).index(each)}]", "UNKNOWN_LINE", text, {}) for each in missing)
        )
    return list(chosen.values())


def _may_ask(document: WorkingDocument, action: CompiledAction, powers: Powers) -> None:
    """State and right come before what was filled in: nobody is asked for a reason to be refused afterwards."""
    problem = wrong_state(document.model.workflow, action, document.state)
    if problem is not None:
        raise problem
    if not powers.is_system:
        answer = powers.can(action.permission, access_record(document))
        if not answer.allowed:
            raise Forbidden(action.permission, answer.reason or "")


def _fill_in(session: Session, document: WorkingDocument, action: CompiledAction, firing: Firing) -> Mapping[str, Any]:
    """Inputs typed; those named like a header field are written to it."""
    raw = firing.inputs
    own: Any = raw if firing.by_person else {name: each for name, each in raw.items() if name in action.inputs}
    found = values.parse_inputs(session, action, own, session.scopes.document(document, inputs=raw))
    ensure_valid(found.problems)
    values.ask_references(session, action.inputs, found.values)
    ensure_valid(values.missing_references(session, action.inputs, found.values, "inputs."))
    written = values.to_write(action, found.values, document.model.header)
    if written:
        document.values.update(written)
        values.recompute(session, document)
    return {**(raw if not firing.by_person else {}), **found.values}


def _transit(
    session: Session,
    document: WorkingDocument,
    action: CompiledAction,
    firing: Firing,
    inputs: Mapping[str, Any],
    powers: Powers,
) -> None:
    earlier = document.state
    document.state = action.to or document.state
    document.touched = True
    values.mark_moved(document)
    if not powers.is_system:
        remember_decision(document.decided, action.action, powers.user_ids)
    if document.model.type.numbering.at == action.action:
        document.wants_number = not document.is_numbered
    session.happened(
        document,
        action.action,
        action=action.action,
        comment=firing.comment,
        inputs=dict(inputs),
        confirmed=sorted(firing.confirmed),
        **({"from": earlier, "to": document.state} if earlier != document.state else {}),
    )


def _cascade(
    session: Session,
    lines: Sequence[WorkingLine],
    cascade: LineCascade,
    cause: Cause,
    firing: Firing,
    powers: Powers,
) -> None:
    """Carry a header action to the lines it fits: right was asked for the header; limits and guards hold per line."""
    fitting = _fitting(session, lines, cascade, cause)
    if not fitting:
        return
    below = Cause(cascade.action, cause.inputs, cause.line_inputs, cause.comment, True, cause.confirmed)
    decision = fire_lines.Decision(
        cascade.action,
        below,
        confirmed=firing.confirmed,
        by_person=False,
        ask_permission=False,
        rules=cascade.action != firing.action,
    )
    fire_lines.perform(session, fitting, decision, powers)
    fire_lines.raise_refusals(decision.refused)


def _fitting(session: Session, lines: Sequence[WorkingLine], cascade: LineCascade, cause: Cause) -> list[WorkingLine]:
    return [
        line
        for line in lines
        if not line.is_removed
        and fire_lines.fits(session, line, cascade.action, cause)
        and _wanted(session, line, cascade, cause)
    ]


def refused_by_lines(session: Session, document: WorkingDocument, action: CompiledAction) -> DomainError | None:
    """What the lines would say if the action were carried to them as they are: for buttons, before anybody presses."""
    refused: dict[UUID, DomainError] = {}
    for cascade in action.lines:
        for line in _fitting(session, document.lines, cascade, Cause(action.action)):
            workflow = fire_lines.workflow_of(document)
            below = workflow.actions[cascade.action]
            subject = fire_lines.subject_of(session, line)
            fields = document.model.lines
            # Nothing is asked per line when a header action carries it: what is missing is missing.
            problem = refusal(workflow, below, subject, session.powers, fields, comment="-", ask_permission=False)
            if problem is not None:
                refused[line.id] = problem
    return fire_lines.combined(refused)


def _wanted(session: Session, line: WorkingLine, cascade: LineCascade, cause: Cause) -> bool:
    if cascade.when is None:
        return True
    return truthy(evaluate(cascade.when, session.scopes.line(line, inputs=cause.inputs_of(line.id))))


def by_engine(session: Session, document: WorkingDocument, code: str, cause: Cause) -> bool:
    """Fire a header action for the platform if the state and ``show_when`` let it; whether it was fired."""
    action = document.model.workflow.actions.get(code)
    if action is None or not starts_in(action, document.state):
        return False
    scope = session.scopes.document(document, inputs=cause.inputs)
    if action.show_when is not None and not truthy(evaluate(action.show_when, scope)):
        return False
    firing = Firing(code, cause.inputs, cause.comment, line_inputs=cause.line_inputs, by_person=False)
    perform(session, document, firing, session.system_powers)
    return True
