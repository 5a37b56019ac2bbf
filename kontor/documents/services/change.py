"""Changing a document: header fields, lines added, changed and removed in one save (P2, P15)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor.documents.errors import problem_text
from kontor.documents.scope import access_record
from kontor.documents.services import check, create, tolerance, values
from kontor.documents.services.create import NewLine
from kontor.documents.services.values import Problems
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.kernel.errors import FieldProblem, Forbidden, ensure_valid
from kontor.packaging.schema import State


@dataclass(frozen=True, slots=True)
class Change:
    """What a save sends. ``lines``: with ``id`` a change of that line, without a new one; the others stay."""

    values: Any = None
    lines: Any = None
    removed_lines: Sequence[Any] = ()
    confirmed: Collection[str] = ()


def change(
    session: Session, document_id: UUID, version: int | None, wanted: Change, type_code: str | None = None
) -> WorkingDocument:
    """Apply a save; one that changes nothing writes nothing and keeps the version.

    Raises:
        NotFound, Forbidden, VersionConflict, ValidationFailed, NeedsConfirmation.
    """
    document = check.one(session, document_id, type_code)
    may_update(session, document)
    check.version(document, version, wanted.values if isinstance(wanted.values, Mapping) else None)
    problems: Problems = []
    header = _change_header(session, document, wanted.values, problems)
    removed = _remove_lines(session, document, wanted.removed_lines, problems)
    touched = _change_lines(session, document, wanted.lines, problems)
    if not (header or removed or touched or problems):
        return document
    create.complete(session, document, touched, problems, header=bool(header), given=header)
    if "organisation" in header:
        may_update(session, document)
    ensure_valid(_below_flowed(session, document, touched))
    check.obey_rules(session, document, "before_save", wanted.confirmed)
    if document.is_dirty:
        session.happened(document, "changed")
    return document


def may_update(session: Session, document: WorkingDocument) -> None:
    """Raises Forbidden without the right to update this document, where it stands and where it is moved to."""
    if session.powers.is_system:
        return
    permission = f"{document.type_code}.update"
    answer = session.powers.can(permission, access_record(document))
    if not answer.allowed:
        raise Forbidden(permission, answer.reason or "")


def _state(document: WorkingDocument) -> State | None:
    return document.model.workflow.states.get(document.state)


def _change_header(session: Session, document: WorkingDocument, raw: Any, problems: Problems) -> Mapping[str, Any]:
    if raw is None:
        return {}
    fields = document.model.header
    given = values.read(fields, raw, "")
    problems += given.problems
    scope = session.scopes.document(document)
    changes, refused = values.allowed_changes(
        fields, given.values, document.values, _state(document), scope, "", session.fields(document.type_code)
    )
    problems += refused
    document.values.update(changes)
    moved = changes.get("organisation")
    if isinstance(moved, UUID):
        _move(document, moved, problems)
    values.ask_references(session, fields, changes)
    return changes


def _move(document: WorkingDocument, organisation_id: UUID, problems: Problems) -> None:
    """Another organisation means another number series: only before the document has its number."""
    if document.is_numbered:
        text = problem_text("ORGANISATION_FIXED")
        problems.append(FieldProblem("organisation", "ORGANISATION_FIXED", text, {}))
    else:
        document.organisation_id = organisation_id


def _change_lines(session: Session, document: WorkingDocument, raw: Any, problems: Problems) -> list[WorkingLine]:
    """The new and the really changed lines."""
    if raw is None:
        return []
    if not isinstance(raw, (list, tuple)):
        problems.append(FieldProblem("lines", "NOT_A_LIST", problem_text("NOT_A_LIST"), {}))
        return []
    touched: list[WorkingLine] = []
    added: list[NewLine] = []
    seen: set[UUID] = set()
    for at, each in enumerate(raw):
        path = f"lines[{at}]."
        if not isinstance(each, Mapping):
            problems.append(FieldProblem(path.rstrip("."), "NOT_AN_OBJECT", problem_text("NOT_AN_OBJECT"), {}))
        elif each.get("id") in (None, ""):
            added.append(NewLine({name: value for name, value in each.items() if name != "id"}))
        elif (line := _known_line(document, each["id"], f"{path}id", seen, problems)) is not None:
            content = {name: value for name, value in each.items() if name not in ("id", "line_no")}
            if _change_line(session, line, content, path, problems):
                touched.append(line)
    return touched + _add(session, document, added, problems)


def _known_line(
    document: WorkingDocument, raw_id: Any, path: str, seen: set[UUID], problems: Problems
) -> WorkingLine | None:
    line_id = as_id(raw_id)
    line = document.line_at(line_id) if line_id is not None else None
    code = (
        "BAD_ID" if line_id is None else "UNKNOWN_LINE" if line is None else "LINE_TWICE" if line_id in seen else None
    )
    if code is not None:
        problems.append(FieldProblem(path, code, problem_text(code), {"line": str(raw_id)[:60]}))
        return None
    if line_id is not None:
        seen.add(line_id)
    return line


def as_id(raw: Any) -> UUID | None:
    """An id from JSON, or None when it is none."""
    if isinstance(raw, UUID):
        return raw
    try:
        return UUID(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def line_state(line: WorkingLine) -> State | None:
    """The state that decides whether the line may be edited: its own, the header's where lines have no workflow."""
    workflow = line.document.model.line_workflow
    return _state(line.document) if workflow is None else workflow.states.get(line.state)


def _change_line(session: Session, line: WorkingLine, raw: Any, path: str, problems: Problems) -> bool:
    fields = line.document.model.lines
    given = values.read(fields, raw, path)
    problems += given.problems
    scope = session.scopes.line(line)
    changes, refused = values.allowed_changes(
        fields, given.values, line.values, line_state(line), scope, path, session.fields(line.document.type_code)
    )
    problems += refused
    line.values.update(changes)
    values.ask_references(session, fields, changes)
    return bool(changes)


def _add(
    session: Session, document: WorkingDocument, added: Sequence[NewLine], problems: Problems
) -> list[WorkingLine]:
    if not added:
        return []
    if problem := closed(document, "lines"):
        problems.append(problem)
        return []
    return create.add_lines(session, document, added, problems, by_person=True)


def closed(document: WorkingDocument, path: str) -> FieldProblem | None:
    """Lines come and go only while the header may be edited."""
    state = _state(document)
    if state is not None and state.editable:
        return None
    facts = {"state": document.state, "state_label": state.label if state else document.state}
    return FieldProblem(path, "STATE_NOT_EDITABLE", problem_text("STATE_NOT_EDITABLE"), facts)


def _remove_lines(
    session: Session, document: WorkingDocument, line_ids: Sequence[Any], problems: Problems
) -> list[WorkingLine]:
    removed: list[WorkingLine] = []
    for at, raw in enumerate(line_ids):
        path = f"removed_lines[{at}]"
        line = _known_line(document, raw, path, set(), problems)
        if line is None:
            continue
        if problem := closed(document, path) or _flowed(line, path):
            problems.append(problem)
            continue
        line.is_removed = True
        removed.append(line)
    if removed:
        values.mark_stale(document)
    return removed


def _flowed(line: WorkingLine, path: str) -> FieldProblem | None:
    if all(done.quantity == 0 for done in line.flows.values()):
        return None
    return FieldProblem(path, "LINE_FLOWED", problem_text("LINE_FLOWED"), {"line_no": line.line_no})


def _below_flowed(session: Session, document: WorkingDocument, lines: Sequence[WorkingLine]) -> Problems:
    """A line cannot be made smaller than what already went on from it."""
    at = values.positions(document.lines)
    problems: Problems = []
    for flow in document.config.flows_from(document.type_code):
        if flow.quantity is not None:
            continue
        for line in lines:
            done = line.done(flow.flow).quantity
            if "quantity" in line.changes() and done > tolerance.most(session, flow, line, {}):
                facts = {"flow": flow.flow, "flow_label": flow.label, "done": done}
                path = f"lines[{at[line.id]}].quantity"
                problems.append(FieldProblem(path, "BELOW_FLOWED", problem_text("BELOW_FLOWED"), facts))
    return problems
