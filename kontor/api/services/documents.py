"""Documents as endpoints show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from kontor.api.wire.documents import document_json
from kontor.documents.contracts import Document
from kontor.documents.errors import UnknownDocumentType
from kontor.engines.files import api as files
from kontor.kernel.actor import Actor
from kontor.kernel.registry import nearest
from kontor.packaging import api as packaging
from kontor.packaging.model import DocumentModel, FieldSet
from kontor.tenancy.api import reading, unit_of_work, user_labels

FILE_TYPES = frozenset({"file", "image"})


@reading
def kind_of(actor: Actor, type_code: str) -> DocumentModel:
    """The published document type. Raises UnknownDocumentType with the nearest."""
    kinds = packaging.current(actor.tenant_id).documents
    if type_code not in kinds:
        raise UnknownDocumentType(type_code[:63], nearest(type_code, kinds))
    return kinds[type_code]


@reading
def shown(actor: Actor, document: Document) -> dict[str, Any]:
    """One document, by the version of its type it was made with."""
    return shown_many(actor, [document])[0]


@reading
def shown_many(actor: Actor, found: Iterable[Document]) -> list[dict[str, Any]]:
    """Documents with the names of the people in them: one query for all."""
    documents = list(found)
    people = user_labels({each for one in documents for each in (one.created_by, one.updated_by)})
    rows = []
    for each in documents:
        model = packaging.version(each.config_version_id)
        rows.append(document_json(each, model.documents[each.type_code], model, people))
    return rows


def showing_files(actor: Actor, *changed: Document) -> None:
    """Let documents show the files their fields name, so that whoever may read one may read its files."""
    for document in changed:
        if named := _named_files(actor, document):
            files.attach(actor, document.type_code, document.id, *named)


@unit_of_work
def _named_files(actor: Actor, document: Document) -> list[UUID]:
    kind = packaging.version(document.config_version_id).documents[document.type_code]
    found = [*_files_in(document.values, kind.header)]
    if any(each.field.type in FILE_TYPES for each in kind.lines.values()):
        for line in document.lines:
            found += _files_in(line.values, kind.lines)
    return list(dict.fromkeys(found))


def _files_in(values: Mapping[str, Any], fields: FieldSet) -> Iterator[UUID]:
    for name, each in fields.items():
        if each.field.type in FILE_TYPES:
            for file_id in values.get(name) or ():
                yield file_id if isinstance(file_id, UUID) else UUID(str(file_id))
