"""Many at once: one decision over lines of many documents, or one action over many records one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kontor.documents.contracts import BulkItem, BulkResult
from kontor.documents.errors import TooManyLines
from kontor.documents.services import check, fire_lines
from kontor.documents.services.effects import Cause
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.engines.workflow.decisions import find_action
from kontor.engines.workflow.errors import UnknownAction
from kontor.kernel.errors import DomainError, ValidationFailed


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision over lines did: the documents of the lines that went through, and who was refused why."""

    documents: tuple[WorkingDocument, ...]
    refused: Mapping[UUID, DomainError]


def decide(
    session: Session,
    type_code: str,
    action: str,
    line_ids: Sequence[UUID],
    inputs: Mapping[str, Any] | None,
    line_inputs: Mapping[UUID, Mapping[str, Any]] | None,
    comment: str,
    confirmed: Collection[str],
) -> Decided:
    """Fire a line action on the lines that may; the others are refused one by one.

    Raises:
        UnknownDocumentType, UnknownAction, TooManyLines; and what effects refuse with.
    """
    model = check.type_of(session, type_code)
    if model.line_workflow is None:
        raise UnknownAction(type_code, action)
    if len(line_ids) > fire_lines.MOST_LINES:
        raise TooManyLines(len(line_ids), fire_lines.MOST_LINES, path="line_ids")
    find_action(model.line_workflow, type_code, action)
    wanted = list(dict.fromkeys(line_ids))
    cause = Cause(action, dict(inputs or {}), dict(line_inputs or {}), comment, True, tuple(confirmed))
    decision = fire_lines.Decision(action, cause, confirmed)
    lines = _readable(session, type_code, wanted, decision)
    moved = fire_lines.perform(session, lines, decision, session.powers)
    documents = tuple(dict.fromkeys(line.document for line in moved))
    return Decided(documents, decision.refused)


def _readable(
    session: Session, type_code: str, line_ids: Sequence[UUID], decision: fire_lines.Decision
) -> list[WorkingLine]:
    """The lines that exist for this person; the rest is refused as unknown."""
    found = session.load_lines(line_ids)
    may: dict[UUID, bool] = {}
    lines = []
    for line_id in line_ids:
        line = found.get(line_id)
        if line is not None and line.document.type_code == type_code:
            document = line.document
            if document.id not in may:
                may[document.id] = check.readable(session, document)
            if may[document.id]:
                lines.append(line)
                continue
        decision.refused[line_id] = ValidationFailed((fire_lines.unknown_line(line_id),))
    return lines


def fire_each(
    items: Sequence[BulkItem], fire: Callable[[BulkItem], None], progress: Callable[[int, int], None]
) -> list[BulkResult]:
    """Each item on its own; a refusal of one does not touch the others."""
    results: list[BulkResult] = []
    for item in items:
        try:
            # Inside somebody else's transaction a refused item must take back what it wrote by itself.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                fire(item)
            results.append(BulkResult(item, True))
        except DomainError as problem:
            results.append(BulkResult(item, False, problem))
        progress(len(results), len(items))
    return results
