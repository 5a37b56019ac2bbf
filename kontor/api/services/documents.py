"""Documents as endpoints show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kontor.api.wire.documents import document_json
from kontor.documents.contracts import Document
from kontor.documents.errors import UnknownDocumentType
from kontor.kernel.actor import Actor
from kontor.kernel.registry import nearest
from kontor.packaging import api as packaging
from kontor.packaging.model import DocumentModel
from kontor.tenancy.api import reading, user_labels


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
