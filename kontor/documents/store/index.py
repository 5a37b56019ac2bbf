"""What lists and search find documents by, written in the same transaction (design.md §4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kontor.documents.references import label_of
from kontor.documents.session import Session
from kontor.documents.store.write import Batch
from kontor.documents.working import WorkingDocument, WorkingLine
from kontor.engines.attributes import api as attributes
from kontor.engines.search import api as search
from kontor.packaging.model import CompiledField, DocumentModel, FieldSet

LINES = ".line"

Unique = tuple[str, FieldSet, list[attributes.IndexedRecord]]
"""Type code in the index, its fields, and what changed."""


def fold(batch: Batch, documents: Iterable[WorkingDocument]) -> list[Unique]:
    """Put what changed in ``attribute_index`` into the batch; returns what has unique values and asks on its own."""
    asking: list[Unique] = []
    for model, mine in _by_model(documents):
        for type_code, fields, records in ((model.code, model.header, _headers(mine)), _lines_of(model, mine)):
            if not fields.indexed or not records:
                continue
            if not attributes.can_fold(fields, records):
                asking.append((type_code, fields, records))
                continue
            written, cleared = attributes.folded_rows(type_code, fields, records)
            batch.indexed += written
            batch.unindexed += cleared
    return asking


def write_unique(asking: Iterable[Unique]) -> None:
    """The index of types with unique fields.

    Raises:
        ValidationFailed: a unique value is taken.
    """
    for type_code, fields, records in asking:
        attributes.write_index(type_code, fields, records)


def _by_model(documents: Iterable[WorkingDocument]) -> Iterator[tuple[DocumentModel, list[WorkingDocument]]]:
    grouped: dict[int, tuple[DocumentModel, list[WorkingDocument]]] = {}
    for document in documents:
        grouped.setdefault(id(document.model), (document.model, []))[1].append(document)
    yield from grouped.values()


def _headers(documents: Iterable[WorkingDocument]) -> list[attributes.IndexedRecord]:
    return [
        attributes.IndexedRecord(each.id, values)
        for each in documents
        if (values := _indexed(each, each.model.header.indexed, is_gone=each.deleted_at is not None))
    ]


def _lines_of(model: DocumentModel, documents: Iterable[WorkingDocument]) -> Unique:
    records = [
        attributes.IndexedRecord(line.id, values, f"lines[{at}].")
        for document in documents
        for at, line in enumerate(document.all_lines)
        if not (line.is_new and line.is_removed)
        and (values := _indexed(line, model.lines.indexed, is_gone=line.is_removed or document.deleted_at is not None))
    ]
    return model.code + LINES, model.lines, records


def _indexed(
    record: WorkingDocument | WorkingLine, fields: Iterable[CompiledField], *, is_gone: bool
) -> dict[str, Any]:
    """Values to index: of a new record those it has, of a known one those that changed, of a deleted one none."""
    if is_gone:
        return {each.name: None for each in fields}
    if record.is_new:
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
