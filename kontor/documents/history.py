"""What a command did, as events: one per document and action, before and after of exactly what changed (P7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kontor.documents.codec import codec_of
from kontor.documents.session import Happening, Session
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.engines.events import api as events


def events_of(session: Session) -> list[events.NewEvent]:
    """The events of a command, in the order in which things happened.

    The first event of a document carries every change of its fields; one whose document changed without anybody
    saying why (a running total, a cascade of values) gets ``changed``.
    """
    for document_id in list(session.answers):
        session.step(session.documents[document_id], "confirmed", warnings=sorted(session.answers.pop(document_id)))
    told = {happening.document.id for happening in session.happenings}
    silent = [
        Happening(document, f"{document.type_code}.changed", {})
        for document in session.documents.values()
        if document.id not in told and document.is_dirty
    ]
    seen: set[Any] = set()
    made: list[events.NewEvent] = []
    for happening in (*session.happenings, *silent):
        first = happening.document.id not in seen
        seen.add(happening.document.id)
        made.append(_event(happening, with_changes=first))
    return made


def _event(happening: Happening, *, with_changes: bool) -> events.NewEvent:
    document = happening.document
    before, after = changes_of(document) if with_changes else ({}, {})
    data = {**happening.data, "version": document.version}
    if happening.steps:
        data["steps"] = happening.steps
    return events.NewEvent(
        aggregate_type=document.type_code,
        aggregate_id=document.id,
        kind=happening.kind,
        before=before,
        after=after,
        data=data,
        valid_at=document.values.get("accounting_date"),
    )


def changes_of(document: WorkingDocument) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of everything that changed, as JSON; lines by id under ``lines``."""
    codec = codec_of(document.model)
    before, after = _pair(document.changes(), codec.header)
    _state(document.before.state, document.state, before, after)
    if document.deleted_at is not None:
        after["deleted_at"], after["delete_reason"] = document.deleted_at, document.delete_reason
    lines_before, lines_after = _line_changes(document.all_lines, codec.lines)
    if lines_before:
        before["lines"] = lines_before
    if lines_after:
        after["lines"] = lines_after
        before.setdefault("lines", {})
    return before, after


def _line_changes(lines: Iterable[WorkingLine], codec: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for line in lines:
        if not line.is_dirty:
            continue
        if line.is_removed:
            before[str(line.id)] = {name: codec.spell(name, value) for name, value in line.before.values.items()}
            continue
        old, new = _pair(line.changes(), codec)
        _state(line.before.state, line.state, old, new)
        if line.is_new:
            new["line_no"] = line.line_no
        else:
            before[str(line.id)] = old
        after[str(line.id)] = new
    return before, after


def _pair(changes: dict[str, tuple[Any, Any]], codec: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    before = {name: codec.spell(name, old) for name, (old, _) in changes.items() if old is not None}
    after = {name: codec.spell(name, new) for name, (_, new) in changes.items()}
    return before, after


def _state(old: str | None, new: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    if old != new:
        after["state"] = new
        if old is not None:
            before["state"] = old
