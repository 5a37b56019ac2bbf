"""Which entity a word means in the open unit of work."""

from __future__ import annotations

from kontor.masterdata.errors import EntityUnknown, ReadOnlyEntity
from kontor.packaging import api as packaging
from kontor.packaging.model import EntityModel, Model
from kontor.tenancy import context

USER, ORGANISATION = "user", "organisation"


def current_model() -> Model:
    """The model the open unit of work runs on."""
    return packaging.current(context.current().tenant_id)


def entity_model(entity: str) -> EntityModel:
    """The entity as the tenant's configuration describes it.

    Raises:
        EntityUnknown: the configuration has none by this name.
    """
    found = current_model().entities.get(entity)
    if found is None:
        raise EntityUnknown(entity[:63])
    return found


def writable(entity: str) -> EntityModel:
    """Like ``entity_model``, for kinds of records that are written here.

    Raises:
        ReadOnlyEntity: users and organisations belong to the tenancy room.
    """
    found = entity_model(entity)
    if entity in (USER, ORGANISATION):
        raise ReadOnlyEntity(entity)
    return found
