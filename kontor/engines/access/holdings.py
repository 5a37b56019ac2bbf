"""What an actor holds: roles by assignment, read once in a unit of work, and the grants they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor.engines.access.grants import HeldGrant, covers
from kontor.engines.access.models import RoleAssignment
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.packaging import api as packaging
from kontor.packaging.model import Model
from kontor.packaging.schema import Role
from kontor.tenancy import context
from kontor.tenancy.api import organisation_subtree


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role held in an organisation and below (``organisations`` None: in the whole tenant)."""

    role: Role
    organisation_id: UUID | None
    organisations: frozenset[UUID] | None

    def reaches(self, organisation_id: UUID | None) -> bool:
        """Whether the role is held for records of an organisation; for shared ones always."""
        return self.organisations is None or organisation_id is None or organisation_id in self.organisations


def key_of(user_id: UUID) -> tuple[str, UUID]:
    """Where a user's roles are remembered inside one unit of work."""
    return "access.roles", user_id


def model() -> Model | None:
    """The tenant's configuration; None before anything is published, when nobody holds a role that means anything."""
    work = context.current()
    return packaging.current(work.tenant_id) if work.config_version_id is not None else None


def roles_of(actor: Actor) -> tuple[HeldRole, ...]:
    """Roles in force today (the actor's calendar day); one query in a unit of work, however often asked."""
    work = context.current()
    by_version: dict[UUID | None, tuple[HeldRole, ...]] = work.remember(key_of(actor.user_id), dict)
    if work.config_version_id not in by_version:
        by_version[work.config_version_id] = _read(actor)
    return by_version[work.config_version_id]


def _read(actor: Actor) -> tuple[HeldRole, ...]:
    configuration = model()
    if configuration is None:
        return ()
    today = current_clock().today(actor.timezone)
    rows = RoleAssignment.objects.filter(user_id=actor.user_id, valid_from__lte=today).exclude(valid_to__lt=today)
    return tuple(
        HeldRole(role, row.organisation_id, _below(row.organisation_id))
        for row in rows.order_by("valid_from", "id")
        if (role := configuration.roles.get(row.role)) is not None
    )


def _below(organisation_id: UUID | None) -> frozenset[UUID] | None:
    return None if organisation_id is None else frozenset(organisation_subtree(organisation_id))


def grants_for(actor: Actor, permission: str, type_code: str | None = None) -> list[HeldGrant]:
    """Every grant the actor holds, allow or deny, that speaks about a permission.

    ``type_code`` names the type whose owner field counts; by default the first word of the permission.
    """
    owner_field = _owner_field(type_code or permission.partition(".")[0])
    facts = facts_of(actor)
    return [
        HeldGrant(
            grant, held.role.role, held.role.label, held.organisation_id, held.organisations, actor.user_id,
            owner_field, facts,
        )
        for held in roles_of(actor)
        for grant in held.role.grants
        if any(covers(pattern, permission) for pattern in grant.permissions)
    ]  # fmt: skip


def is_narrowed_away(actor: Actor, permission: str) -> bool:
    """Whether the actor came with a key that does not reach the permission."""
    return actor.permissions is not None and not any(covers(each, permission) for each in actor.permissions)


def facts_of(actor: Actor) -> Mapping[str, Any]:
    """What conditions know beside the record."""
    clock, configuration = current_clock(), model()
    return {
        "actor": {"id": actor.user_id, "organisation": actor.organisation_id, "name": actor.name, "via": actor.via},
        "today": clock.today(actor.timezone),
        "now": clock.now(),
        "settings": configuration.settings if configuration else {},
    }


def _owner_field(type_code: str) -> str | None:
    configuration = model()
    document = configuration.documents.get(type_code) if configuration else None
    return document.type.owner_field if document else None
