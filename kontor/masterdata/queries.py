"""Reading one record with the rights of the actor."""

from __future__ import annotations

from uuid import UUID

from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.masterdata import store
from kontor.masterdata.contracts import Record
from kontor.masterdata.entities import entity_model
from kontor.masterdata.rows import record_of, scope_of
from kontor.tenancy import api as tenancy


@tenancy.reading
def get(actor: Actor, entity: str, record_id: UUID) -> Record:
    """One record.

    Raises:
        NotFound: there is none, or none the actor may read.
    """
    of = entity_model(entity)
    row = store.load(of, [record_id]).get(record_id)
    if row is None or not access.row_condition(actor, f"{entity}.read", entity).holds(scope_of(of, row)):
        raise NotFound(of.label, record_id)
    return record_of(of, row)
