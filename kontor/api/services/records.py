"""May the actor see this record? One answer for comments, files and search."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal
from uuid import UUID

from kontor.documents import api as documents
from kontor.engines.access.api import can, require, row_condition
from kontor.engines.files import api as files
from kontor.engines.files.contracts import File
from kontor.engines.lists.api import Condition, Query
from kontor.kernel.actor import Actor
from kontor.kernel.errors import DomainError, ErrorKind
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.tenancy.api import reading

Kind = Literal["documents", "master"]
#: Refusals that mean “not for you”, not that something broke.
_UNSEEN = frozenset({ErrorKind.NOT_FOUND, ErrorKind.FORBIDDEN})


@reading
def ensure_readable(actor: Actor, kind: Kind, type_code: str, record_id: UUID) -> None:
    """Refuse like reading the record itself would.

    Raises:
        NotFound: there is none for this actor.
    """
    if kind == "documents":
        documents.get(actor, type_code, record_id)
    else:
        masterdata.get(actor, type_code, record_id)


@reading
def ensure_changeable(actor: Actor, kind: Kind, type_code: str, record_id: UUID) -> None:
    """Refuse unless the actor may read this record and update records of its type.

    Raises:
        NotFound, Forbidden: as they would be for the record itself.
    """
    ensure_readable(actor, kind, type_code, record_id)
    require(actor, f"{type_code}.update")


@reading
def ensure_may_comment(actor: Actor, kind: Kind, type_code: str, record_id: UUID) -> None:
    """Refuse unless the actor may read the record and comment, on everything or on this type.

    Raises:
        NotFound, Forbidden.
    """
    ensure_readable(actor, kind, type_code, record_id)
    if not can(actor, f"{type_code}.comment"):
        require(actor, "comment.create")


@reading
def ensure_may_upload(actor: Actor) -> None:
    """Raises Forbidden unless the actor may upload files."""
    require(actor, "file.create")


@reading
def may_read_file(actor: Actor, file: File) -> bool:
    """Whether the actor uploaded the file or may read a record that shows it."""
    if file.created_by == actor.user_id:
        return True
    kinds = packaging.current(actor.tenant_id).documents
    for place in files.places_of(actor, file.id):
        try:
            ensure_readable(
                actor, "documents" if place.record_type in kinds else "master", place.record_type, place.record_id
            )
        except DomainError as refusal:
            if refusal.kind not in _UNSEEN:
                raise
        else:
            return True
    return False


@reading
def readable_types(actor: Actor) -> list[str]:
    """Document types and entities of which the actor may read anything at all."""
    model = packaging.current(actor.tenant_id)
    return [
        code
        for code in (*model.documents, *model.entities)
        if not row_condition(actor, f"{code}.read", code).is_nothing
    ]


@reading
def readable_among(actor: Actor, found: Mapping[str, Collection[UUID]]) -> set[UUID]:
    """Of records by type, those the actor may read: one list question for each type (P11, peers B13)."""
    kinds = packaging.current(actor.tenant_id).documents
    seen: set[UUID] = set()
    for type_code, ids in found.items():
        if row_condition(actor, f"{type_code}.read", type_code).is_everything:
            seen |= set(ids)
        else:
            asked = Query(conditions=(Condition("id", "in", tuple(ids)),), fields=(), page_size=len(ids))
            lister = documents.list_documents if type_code in kinds else masterdata.list_records
            seen |= {row["id"] for row in lister(actor, type_code, asked).rows}
    return seen
