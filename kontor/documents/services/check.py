"""Questions before an action: does the document exist for this person, is the version right, what do rules say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor.documents.codec import codec_of
from kontor.documents.errors import UnknownDocumentType
from kontor.documents.scope import access_record
from kontor.documents.services import values
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine, same
from kontor.engines.rules import api as rules
from kontor.kernel.errors import FieldProblem, NotFound, VersionConflict, ensure_confirmed, ensure_valid
from kontor.kernel.jsonvalues import to_json
from kontor.kernel.registry import nearest
from kontor.packaging.model import DocumentModel, Model


def type_of(session: Session, type_code: str) -> DocumentModel:
    """The compiled type in the current configuration.

    Raises:
        UnknownDocumentType: with the nearest name.
    """
    return kind_of(session.model, type_code)


def kind_of(config: Model, type_code: str) -> DocumentModel:
    """The compiled type in a configuration.

    Raises:
        UnknownDocumentType: with the nearest name.
    """
    model = config.documents.get(type_code)
    if model is None:
        raise UnknownDocumentType(type_code[:80], nearest(type_code, config.documents))
    return model


def one(session: Session, document_id: UUID, type_code: str | None = None) -> WorkingDocument:
    """The document, if it exists for this person: what one may not read does not exist.

    Raises:
        NotFound: no such document, of this type, or no right to read it.
    """
    found = session.load([document_id])
    if not found or (type_code is not None and found[0].type_code != type_code):
        raise not_found(session, document_id, type_code)
    document = found[0]
    if not readable(session, document):
        raise not_found(session, document_id, type_code)
    return document


def readable(session: Session, document: WorkingDocument) -> bool:
    """Whether the actor may read the document."""
    return session.powers.is_system or session.powers.can(f"{document.type_code}.read", access_record(document)).allowed


def not_found(session: Session, document_id: UUID, type_code: str | None) -> NotFound:
    """The refusal, naming the kind of document in both languages."""
    kind: Any = session.model.labels_of_kind(type_code) if type_code else "document"
    return NotFound(kind, document_id)


def version(document: WorkingDocument, expected: int | None, asked: Mapping[str, Any] | None = None) -> None:
    """Nobody saved since the caller read.

    Raises:
        VersionConflict: with every field whose present value differs from what the caller sends.
    """
    if expected is None or expected == document.version:
        return
    codec = codec_of(document.model).header
    fields = [
        {"field": name, "yours": to_json(raw), "current": codec.spell(name, document.values.get(name))}
        for name, raw in (asked or {}).items()
        if name in document.model.header and not same(codec.spell(name, document.values.get(name)), to_json(raw))
    ]
    raise VersionConflict(expected, document.version, fields)


def obey_rules(
    session: Session,
    document: WorkingDocument,
    trigger: str,
    confirmed: Iterable[str],
    *,
    action: str | None = None,
    inputs: Mapping[str, Any] | None = None,
    lines: Sequence[WorkingLine] | None = None,
) -> None:
    """Run the business rules of a trigger: values they set are written, problems refuse, warnings want a yes.

    ``lines``: for a line action the lines it is fired on; rules per line are asked for these alone, and their problems
    stand at ``lines[<id>]``.

    Raises:
        ValidationFailed, NeedsConfirmation.
    """
    known = document.config.rules_for(document.type_code, trigger)
    if not known:
        return
    more: dict[str, Any] = {"inputs": dict(inputs or {})}
    if lines is not None:
        more["lines"] = session.scopes.lines(lines)
    outcome = rules.run(known, trigger, session.scopes.document(document, **more), action=action)
    ensure_valid(_placed(outcome.problems, lines))
    _confirm(session, document, _placed(outcome.warnings, lines), confirmed)
    if outcome.sets:
        values.set_exact(session, document, outcome.header_values())
        concerned = document.lines if lines is None else lines
        for at, changes in outcome.line_values().items():
            values.set_exact_line(session, concerned[at], changes)
        values.recompute(session, document)


def _placed(problems: Sequence[FieldProblem], lines: Sequence[WorkingLine] | None) -> tuple[FieldProblem, ...]:
    """Positions among the chosen lines mean nothing to the caller: their ids do."""
    if lines is None:
        return tuple(problems)
    names = {f"lines[{at}]": f"lines[{line.id}]" for at, line in enumerate(lines)}
    placed = []
    for each in problems:
        head, dot, rest = each.path.partition(".")
        placed.append(FieldProblem(f"{names.get(head, head)}{dot}{rest}", each.code, each.text, each.facts))
    return tuple(placed)


def _confirm(
    session: Session, document: WorkingDocument, warnings: Sequence[FieldProblem], confirmed: Iterable[str]
) -> None:
    ensure_confirmed(warnings, {*confirmed, *session.confirmed})
    if warnings:
        session.answers.setdefault(document.id, set()).update(each.code for each in warnings)
