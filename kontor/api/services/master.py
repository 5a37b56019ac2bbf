"""Records of master data as endpoints show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kontor.api.wire.values import labels_of, values_json
from kontor.engines.access.api import field_access
from kontor.kernel.actor import Actor
from kontor.masterdata import api as masterdata
from kontor.masterdata.contracts import Record
from kontor.masterdata.errors import EntityUnknown
from kontor.packaging import api as packaging
from kontor.packaging.model import EntityModel, FieldSet
from kontor.tenancy.api import reading, user_labels


@reading
def entity_of(actor: Actor, entity: str) -> EntityModel:
    """The published entity. Raises EntityUnknown."""
    entities = packaging.current(actor.tenant_id).entities
    if entity not in entities:
        raise EntityUnknown(entity[:63])
    return entities[entity]


@reading
def shown_record(actor: Actor, record: Record) -> dict[str, Any]:
    """One record with what its references show and who touched it."""
    fields = entity_of(actor, record.entity).fields
    people = user_labels({record.created_by, record.updated_by})
    access = field_access(actor, record.entity)
    return {
        "id": record.id,
        "entity": record.entity,
        "version": record.version,
        "is_active": record.is_active,
        "values": access.conceal(values_json(record.values, fields)),
        "labels": access.conceal(labels_of(record.values, fields, reference_labels([record], fields))),
        "created_at": record.created_at,
        "created_by": record.created_by,
        "created_by__label": people.get(record.created_by, ""),
        "updated_at": record.updated_at,
        "updated_by": record.updated_by,
        "updated_by__label": people.get(record.updated_by, ""),
    }


def reference_labels(records: Sequence[Record], fields: FieldSet) -> dict[UUID, str]:
    """What the references of records show: one query for each kind of target."""
    wanted: dict[str, set[UUID]] = {}
    for each in fields.references:
        ids = {record.values.get(each.name) for record in records}
        if found := {value for value in ids if isinstance(value, UUID)}:
            wanted.setdefault(str(each.target), set()).update(found)
    return {
        key: label
        for target, ids in wanted.items()
        for key, label in masterdata.labels(target, ids).items()
        if isinstance(key, UUID)
    }
