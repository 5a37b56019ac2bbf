"""Runs the effects of actions: ``when`` decided, contexts made, batch effects called once for all documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.engines.workflow import effects as registry
from kontor.engines.workflow.contracts import Line
from kontor.engines.workflow.effects import EffectContext
from kontor.kernel.expressions import evaluate, truthy, variables
from kontor.packaging.model import CompiledEffect


@dataclass(frozen=True, slots=True)
class Cause:
    """What set the effects off: the action, what the person filled in (parsed), their comment, what they confirmed."""

    action: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    line_inputs: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)
    comment: str = ""
    is_line_action: bool = False
    confirmed: Collection[str] = ()

    def inputs_of(self, line_id: UUID | None) -> Mapping[str, Any]:
        """The inputs a line sees: the common ones and its own over them."""
        own = self.line_inputs.get(line_id) if line_id is not None else None
        return {**self.inputs, **own} if own else self.inputs


def run_header(
    session: Session,
    document: WorkingDocument,
    uses: Sequence[CompiledEffect],
    cause: Cause,
    lines: Sequence[WorkingLine] | None = None,
) -> None:
    """Effects of a header action; ``lines`` are the chosen ones, all by default."""
    for use in uses:
        chosen = [each for each in (document.lines if lines is None else lines) if not each.is_removed]
        if use.when is not None:
            if looks_at_line(use):
                chosen = [each for each in chosen if _holds(session, each, use, cause)]
                if not chosen:
                    continue
            elif not truthy(evaluate(use.when, _scope(session, document, None, cause))):
                continue
        _run(use, [_context(session, document, chosen, cause)])


def run_lines(session: Session, lines: Sequence[WorkingLine], uses: Sequence[CompiledEffect], cause: Cause) -> None:
    """Effects of a line action, over the lines of any number of documents."""
    for use in uses:
        grouped: dict[UUID, list[WorkingLine]] = {}
        for line in lines:
            if not line.is_removed and _holds(session, line, use, cause):
                grouped.setdefault(line.document.id, []).append(line)
        contexts = [_context(session, each[0].document, each, cause) for each in grouped.values()]
        if contexts:
            _run(use, contexts)


def looks_at_line(use: CompiledEffect) -> bool:
    """Whether the condition is about single lines."""
    return use.when is not None and any(name.split(".")[0] == "line" for name in variables(use.when))


def _holds(session: Session, line: WorkingLine, use: CompiledEffect, cause: Cause) -> bool:
    return use.when is None or truthy(evaluate(use.when, _scope(session, line.document, line, cause)))


def _scope(session: Session, document: WorkingDocument, line: WorkingLine | None, cause: Cause) -> Mapping[str, Any]:
    more: dict[str, Any] = {"inputs": cause.inputs_of(line.id if line else None), "comment": cause.comment}
    return session.scopes.document(document, **more) if line is None else session.scopes.line(line, **more)


def _context(session: Session, document: WorkingDocument, lines: Sequence[WorkingLine], cause: Cause) -> EffectContext:
    from kontor.documents.face import SessionFace

    def scope_of(about: Line | UUID | None) -> Mapping[str, Any]:
        line_id = about.id if isinstance(about, Line) else about
        line = document.line_at(line_id) if line_id is not None else None
        return _scope(session, document, line, cause)

    return EffectContext(
        actor=session.actor,
        model=document.config,
        document_id=document.id,
        line_ids=tuple(line.id for line in lines),
        action=cause.action,
        inputs=cause.inputs,
        line_inputs=cause.line_inputs,
        comment=cause.comment,
        documents=SessionFace(session),
        is_line_action=cause.is_line_action,
        confirmed=frozenset((*cause.confirmed, *session.confirmed)),
        scope_of=scope_of,
    )


def context_for(session: Session, document: WorkingDocument, cause: Cause) -> EffectContext:
    """What an effect of a header action over all lines would see; for looking, nothing is fired."""
    return _context(session, document, [each for each in document.lines if not each.is_removed], cause)


def _run(use: CompiledEffect, contexts: Sequence[EffectContext]) -> None:
    effect_type = registry.get(use.effect)
    options = use.options if isinstance(use.options, BaseModel) else effect_type.parse(use.raw_options)
    registry.run(effect_type, contexts, options)
