"""Reading one record with the rights of the actor."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kontor.engines.access import api as access
from kontor.engines.lists.api import Condition, Query, run
from kontor.kernel.actor import SYSTEM_USER_ID, Actor
from kontor.kernel.errors import NotFound
from kontor.kernel.expressions import Sql
from kontor.masterdata import store
from kontor.masterdata.contracts import Record
from kontor.masterdata.entities import ORGANISATION, USER, entity_model
from kontor.masterdata.lists import source_of
from kontor.masterdata.rows import record_of, scope_of
from kontor.packaging.model import EntityModel
from kontor.tenancy import api as tenancy


@tenancy.reading
def get(actor: Actor, entity: str, record_id: UUID) -> Record:
    """One record.

    Raises:
        NotFound: there is none, or none the actor may read.
    """
    of = entity_model(entity)
    if entity in (USER, ORGANISATION):
        return _of_tenancy(actor, of, record_id)
    row = store.load(of, [record_id]).get(record_id)
    if row is None or not access.row_condition(actor, f"{entity}.read", entity).holds(scope_of(of, row)):
        raise NotFound(of.label, record_id)
    return record_of(of, row)


def _of_tenancy(actor: Actor, of: EntityModel, record_id: UUID) -> Record:
    """A user or organisation as a record; what the list shows of it."""
    condition = access.row_condition(actor, f"{of.code}.read", of.code)
    chosen = Query(conditions=(Condition("name", "isnull", False),), page_size=1)
    source = source_of(of, actor)
    own = replace(source, where=Sql(f"{source.where.text} AND {source.id} = %s", (*source.where.params, record_id)))
    rows = run(own, replace(chosen, fields=[*of.fields, "created_at"]), condition).rows
    if not rows:
        raise NotFound(of.label, record_id)
    row = rows[0]
    made = row["created_at"]
    values = {name: row.get(name) for name in of.fields}
    return Record(record_id, of.code, 1, values, bool(row["is_active"]), made, SYSTEM_USER_ID, made, SYSTEM_USER_ID)
