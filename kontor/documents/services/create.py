"""A new document: typed, complete, computed, ruled, allowed (P2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.documents.errors import OrganisationMissing, TooManyLines, problem_text
from kontor.documents.numbers import AT_CREATE
from kontor.documents.scope import access_record
from kontor.documents.services import check, values
from kontor.documents.services.values import Problems
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.kernel.errors import FieldProblem, Forbidden, ensure_valid
from kontor.kernel.ids import new_id
from kontor.packaging.model import DocumentModel

MOST_LINES = 5_000


@dataclass(slots=True)
class NewLine:
    """A line to be: ``raw`` from a person or an API, ``exact`` from a flow, which nobody needs the right to edit."""

    raw: Any = field(default_factory=dict)
    exact: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class NewDocument:
    """A document to be."""

    model: DocumentModel
    raw: Any
    lines: Sequence[NewLine] = ()
    exact: Mapping[str, Any] = field(default_factory=dict)
    confirmed: Collection[str] = ()
    by_person: bool = True


def create(session: Session, new: NewDocument) -> WorkingDocument:
    """Make the document in memory; it is written with everything else at the end of the command.

    Raises:
        Forbidden, ValidationFailed, NeedsConfirmation, OrganisationMissing, TooManyLines.
    """
    session.confirmed.update(new.confirmed)
    may_create_at_all(session, new)
    document = _empty(session, new.model)
    problems: Problems = []
    _fill_header(session, document, new, problems)
    lines = add_lines(session, document, new.lines, problems, by_person=new.by_person)
    complete(session, document, lines, problems, header=True)
    document.organisation_id = _organisation(session, document)
    _may_create(session, document, new)
    document.wants_number = new.model.type.numbering.at == AT_CREATE
    session.add(document)
    check.obey_rules(session, document, "before_save", new.confirmed)
    session.happened(document, "created")
    check.obey_rules(session, document, "after_create", new.confirmed)
    return document


def may_create_at_all(session: Session, new: NewDocument) -> None:
    """The right itself first: nobody without it learns what the form would need."""
    if new.by_person and not session.powers.is_system:
        session.powers.require(f"{new.model.code}.create")


def _empty(session: Session, model: DocumentModel) -> WorkingDocument:
    version_id = session.model.version_id
    assert version_id is not None, "documents run on a published configuration"
    return WorkingDocument(
        id=new_id(),
        config=session.model,
        model=model,
        config_version_id=version_id,
        organisation_id=session.actor.organisation_id or UUID(int=0),
        number="",
        is_numbered=False,
        state=model.workflow.initial,
        values=dict.fromkeys(model.header),
        created_at=session.now,
        created_by=session.actor.user_id,
        updated_at=session.now,
        updated_by=session.actor.user_id,
        is_new=True,
    )


def _fill_header(session: Session, document: WorkingDocument, new: NewDocument, problems: Problems) -> None:
    fields = document.model.header
    given = values.read(fields, new.raw, "")
    problems += given.problems
    scope = session.scopes.document(document)
    told = dict(given.values)
    if new.by_person:
        told, refused = values.allowed_changes(
            fields, told, document.values, None, scope, "", session.fields(document.type_code)
        )
        problems += refused
    document.values.update({name: value for name, value in new.exact.items() if name in fields})
    document.values.update({name: value for name, value in told.items() if not fields[name].is_computed})
    values.ask_references(session, fields, document.values)


def add_lines(
    session: Session, document: WorkingDocument, new: Sequence[NewLine], problems: Problems, *, by_person: bool
) -> list[WorkingLine]:
    """Lines with what was given for them; defaults come later, when every reference is known."""
    if new and not document.model.has_lines:
        problems.append(FieldProblem("lines", "NO_LINES_HERE", problem_text("NO_LINES_HERE"), {}))
        return []
    if len(document.lines) + len(new) > MOST_LINES:
        raise TooManyLines(len(document.lines) + len(new), MOST_LINES, path="lines")
    added = []
    last = max((line.line_no for line in document.lines), default=0)
    for each in new:
        last += 10
        added.append(_line(session, document, each, last, problems, by_person=by_person))
    return added


def _line(
    session: Session, document: WorkingDocument, new: NewLine, line_no: int, problems: Problems, *, by_person: bool
) -> WorkingLine:
    fields, workflow = document.model.lines, document.model.line_workflow
    line = WorkingLine(
        id=new_id(),
        document=document,
        line_no=line_no,
        state=workflow.initial if workflow else document.state,
        values=dict.fromkeys(fields),
        is_new=True,
    )
    path = f"lines[{len(document.lines)}]."
    document.all_lines.append(line)
    given = values.read(fields, new.raw, path)
    problems += given.problems
    told = dict(given.values)
    if by_person:
        rights = session.fields(document.type_code)
        told, refused = values.allowed_changes(fields, told, line.values, None, session.scopes.line(line), path, rights)
        problems += refused
    line.values.update({name: value for name, value in new.exact.items() if name in fields})
    line.values.update({name: value for name, value in told.items() if not fields[name].is_computed})
    line.given = frozenset((*told, *new.exact))
    values.ask_references(session, fields, line.values)
    return line


def complete(
    session: Session,
    document: WorkingDocument,
    lines: Sequence[WorkingLine],
    problems: Problems,
    *,
    header: bool,
    given: Collection[str] = (),
) -> None:
    """Defaults, references, formulas, requirements – and then every problem at once.

    ``lines`` are the new or changed ones; ``header`` says whether the header is to be completed as well.
    """
    known = frozenset(problem.path for problem in problems)
    if header:
        told = [*given, *(name for name, value in document.values.items() if value is not None)]
        values.fill_defaults(document.model.header, document.values, told, session.scopes.document(document))
    for line in lines:
        if line.is_new:
            values.fill_defaults(document.model.lines, line.values, line.given, session.scopes.line(line))
    problems += _missing(session, document, lines, known, header=header)
    ensure_valid(problems)
    values.recompute(session, document)
    _complete(session, document, lines, problems, known, header=header)
    ensure_valid(problems)


def _missing(
    session: Session,
    document: WorkingDocument,
    lines: Sequence[WorkingLine],
    known: frozenset[str],
    *,
    header: bool,
) -> Problems:
    """References that lead nowhere; asked before formulas follow them. Only what is new is asked for."""
    values.ask_references(session, document.model.header, document.values)
    for line in lines:
        values.ask_references(session, document.model.lines, line.values)
    found: Problems = []
    if header:
        only = None if document.is_new else document.changes()
        found += values.missing_references(session, document.model.header, document.values, "", only)
    at = values.positions(document.lines)
    for line in lines:
        only = None if line.is_new else line.changes()
        path = f"lines[{at[line.id]}]."
        found += values.missing_references(session, document.model.lines, line.values, path, only)
    return [each for each in found if each.path not in known]


def _complete(
    session: Session,
    document: WorkingDocument,
    lines: Sequence[WorkingLine],
    problems: Problems,
    known: frozenset[str],
    *,
    header: bool,
) -> None:
    model = document.model
    if header:
        scope = session.scopes.document(document)
        problems += values.complete(model.header, document.values, scope, "", known)
    at = values.positions(document.lines)
    for line in lines:
        path = f"lines[{at[line.id]}]."
        problems += values.complete(model.lines, line.values, session.scopes.line(line), path, known)


def _organisation(session: Session, document: WorkingDocument) -> UUID:
    named = document.values.get("organisation") or session.actor.organisation_id
    if not isinstance(named, UUID):
        raise OrganisationMissing(path="organisation")
    if "organisation" in document.values:
        document.values["organisation"] = named
    return named


def _may_create(session: Session, document: WorkingDocument, new: NewDocument) -> None:
    if not new.by_person or session.powers.is_system:
        return
    permission = f"{document.type_code}.create"
    answer = session.powers.can(permission, access_record(document))
    if not answer.allowed:
        raise Forbidden(permission, answer.reason or "")
