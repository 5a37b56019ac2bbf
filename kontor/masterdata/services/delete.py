"""Soft deletion with a reason, refused while anything refers to the record (P15)."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, connection, transaction

from kontor.engines.access import api as access
from kontor.engines.attributes import api as attributes
from kontor.engines.events import api as events
from kontor.engines.events.contracts import NewEvent
from kontor.engines.search import api as search
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import NotFound, ReasonRequired, VersionConflict
from kontor.masterdata import store
from kontor.masterdata.entities import current_model, writable
from kontor.masterdata.errors import KeptByCode, RecordInUse
from kontor.masterdata.rows import scope_of
from kontor.packaging.model import EntityModel
from kontor.tenancy import api as tenancy
from kontor.tenancy import context


@tenancy.unit_of_work
def delete(actor: Actor, entity: str, record_id: UUID, reason: str, version: int | None) -> None:
    """Hide a record for good, keeping it with who, when and why. Its code is free again.

    Raises:
        ReasonRequired: no reason given.
        NotFound, Forbidden: there is none the actor may delete.
        VersionConflict: somebody changed it since ``version``.
        RecordInUse: other records refer to it; KeptByCode: documents name it by code.
    """
    of = writable(entity)
    if not reason.strip():
        raise ReasonRequired(path="reason")
    row = store.load(of, [record_id], lock=True).get(record_id)
    if row is None:
        raise NotFound(of.label, record_id)
    access.require(actor, f"{entity}.delete", of.code, record=scope_of(of, row))
    if version is not None and version != row["version"]:
        raise VersionConflict(version, row["version"])
    if of.entity.refer_by == "key":
        raise KeptByCode(of.label, row["code"])
    _refuse_in_use(of, row)
    stamp = {"deleted_at": current_clock().now(), "deleted_by": actor.user_id, "deletion_reason": reason.strip()[:2000]}
    store.update(of, [{"id": record_id, "version": row["version"], **stamp}])
    attributes.remove_from_index(of.code, [record_id])
    search.remove([record_id])
    before = {"code": row["code"], "name": row["name"]}
    events.append([NewEvent(of.code, record_id, f"{of.code}.deleted", before=before, data={"reason": reason.strip()})])


def _refuse_in_use(of: EntityModel, row: store.Row) -> None:
    """Ask the database itself: try the real deletion, then take it back."""
    try:
        with transaction.atomic():
            store.remove(of, row["id"])
            raise _TakeBack
    except _TakeBack:
        pass
    except IntegrityError as error:
        table = getattr(getattr(error.__cause__, "diag", None), "table_name", None) or ""
        raise RecordInUse(of.label, row["code"], _label(table)) from error
    if user := _used_in_fields(of, row["id"]):
        raise RecordInUse(of.label, row["code"], user)


class _TakeBack(Exception):
    """Ends the savepoint of the trial."""


def _used_in_fields(of: EntityModel, record_id: UUID) -> str | None:
    """Which type refers to the record from an indexed field that has no column, if any."""
    model = current_model()
    pointing = [
        (type_code, field.name)
        for type_code, fields in [
            *((code, each.fields) for code, each in model.entities.items()),
            *((code, each.header) for code, each in model.documents.items()),
            *((f"{code}.line", each.lines) for code, each in model.documents.items()),
        ]
        for field in fields.indexed
        if field.target == of.code and field.column is None
    ]
    if not pointing:
        return None
    types, names = zip(*pointing, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.type_code FROM attribute_index i JOIN unnest(%s::text[], %s::text[]) AS p (type_code, attribute) "
            "ON i.type_code = p.type_code AND i.attribute = p.attribute "
            "WHERE i.tenant_id = %s AND i.v_text = %s LIMIT 1",
            [list(types), list(names), context.current().tenant_id, str(record_id)],
        )
        found = cursor.fetchone()
    return _label(found[0].removesuffix(".line")) if found else None


def _label(table: str) -> str:
    """What people call the records of a table, in the acting user's language."""
    known = current_model().labels_of_kind("document" if table == "document_line" else table)
    return known.pick(context.current().actor.language)
