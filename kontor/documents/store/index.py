"""What lists and search find documents by, written in the same transaction (design.md §4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kontor.documents.references import label_of
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.engines.attributes import api as attributes
from kontor.engines.search import api as search
from kontor.packaging.model import CompiledField, DocumentModel

LINES = ".line"


def write(session: Session, documents: Iterable[WorkingDocument]) -> None:
    """Bring ``attribute_index`` up to the changed values; no statement where no indexed field changed.

    Raises:
        ValidationFailed: a unique value is taken.
    """
    by_model: dict[int, tuple[DocumentModel, list[WorkingDocument]]] = {}
    for document in documents:
        by_model.setdefault(id(document.model), (document.model, []))[1].append(document)
    for model, mine in by_model.values():
        gone = [each for each in mine if each.deleted_at is not None]
        if gone:
            _forget(model, gone)
        alive = [each for each in mine if each.deleted_at is None]
        _write_headers(model, alive)
        _write_lines(model, alive)


def _forget(model: DocumentModel, documents: list[WorkingDocument]) -> None:
    if model.header.indexed:
        attributes.remove_from_index(model.code, [each.id for each in documents])
    if model.lines.indexed:
        lines = [line.id for document in documents for line in document.all_lines]
        attributes.remove_from_index(model.code + LINES, lines)


def _write_headers(model: DocumentModel, documents: list[WorkingDocument]) -> None:
    if not model.header.indexed:
        return
    for is_new in (True, False):
        records = [
            attributes.IndexedRecord(each.id, values)
            for each in documents
            if each.is_new is is_new and (values := _indexed(each, model.header.indexed, is_new=is_new))
        ]
        attributes.write_index(model.code, model.header, records, new=is_new)


def _write_lines(model: DocumentModel, documents: list[WorkingDocument]) -> None:
    if not model.lines.indexed:
        return
    removed = [line.id for document in documents for line in document.all_lines if line.is_removed and not line.is_new]
    if removed:
        attributes.remove_from_index(model.code + LINES, removed)
    for is_new in (True, False):
        records = [
            attributes.IndexedRecord(line.id, values, f"lines[{at}].")
            for document in documents
            for at, line in enumerate(document.lines)
            if line.is_new is is_new and (values := _indexed(line, model.lines.indexed, is_new=is_new))
        ]
        attributes.write_index(model.code + LINES, model.lines, records, new=is_new)


def _indexed(record: WorkingDocument | WorkingLine, fields: Iterable[CompiledField], *, is_new: bool) -> dict[str, Any]:
    """Values to index: of a new record those it has, of a known one those that changed."""
    if is_new:
        return {each.name: value for each in fields if (value := record.values.get(each.name)) is not None}
    changes = record.changes()
    return {each.name: record.values.get(each.name) for each in fields if each.name in changes}


def write_search(session: Session, documents: Iterable[WorkingDocument]) -> None:
    """Make new documents and those whose words changed findable, deleted ones not; at most two statements."""
    known = list(documents)
    search.remove([each.id for each in known if each.deleted_at is not None and not each.is_new])
    search.index([_entry(session, each) for each in known if each.deleted_at is None and _words_changed(each)])


def _words_changed(document: WorkingDocument) -> bool:
    if document.is_new or document.before.number != document.number:
        return True
    model = document.model
    words = {each.name for each in model.header.values() if each.field.searchable}
    words |= {each for each in (model.type.title, "partner", "organisation") if each}
    if words & document.changes().keys():
        return True
    line_words = {each.name for each in model.lines.values() if each.field.searchable}
    return any(
        line.is_new or line.is_removed or line_words & line.changes().keys() for line in document.all_lines
    ) and bool(line_words)


def _entry(session: Session, document: WorkingDocument) -> search.Entry:
    title = document.model.type.title
    named = document.values.get(title) if title else None
    return search.Entry(
        type_code=document.type_code,
        record_id=document.id,
        title=document.number,
        subtitle=" ".join(str(each) for each in (named, *_labels(session, document)) if each),
        text=" ".join(_words(document)),
        organisation_id=document.organisation_id,
    )


def _labels(session: Session, document: WorkingDocument) -> Iterator[str]:
    """The partner's name: what people look for first."""
    field = document.model.header.get("partner")
    value = document.values.get("partner")
    if field is not None and value is not None and (record := session.references.find(field, value)) is not None:
        yield label_of(record)


def _words(document: WorkingDocument) -> Iterator[str]:
    model = document.model
    searchable = [each.name for each in model.header.values() if each.field.searchable]
    yield from (str(value) for name in searchable if (value := document.values.get(name)) is not None)
    in_lines = [each.name for each in model.lines.values() if each.field.searchable]
    for line in document.lines:
        yield from (str(value) for name in in_lines if (value := line.values.get(name)) is not None)
