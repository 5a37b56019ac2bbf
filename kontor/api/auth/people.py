"""What a signed-in person is told about themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kontor.engines.access.api import permissions_of
from kontor.kernel.actor import Actor
from kontor.tenancy.api import User, current_tenant, organisations, reading, tenants_of


def profile(user_id: UUID) -> dict[str, Any]:
    """Id, e-mail, name and language of a user."""
    user = User.objects.get(id=user_id)
    return {"id": user.id, "email": user.email, "name": user.name, "language": user.language}


def me(actor: Actor) -> dict[str, Any]:
    """User, tenant, all tenants, the organisation tree, permissions and language, as the client needs them at start."""
    user = profile(actor.user_id)
    return {"user": user, "tenants": tenants_of(actor.user_id), "language": user["language"], **_inside(actor)}


@reading
def _inside(actor: Actor) -> dict[str, Any]:
    tenant = current_tenant()
    tree = [
        {
            "id": each.id,
            "parent_id": each.parent_id,
            "code": each.code,
            "name": each.name,
            "kind": each.kind,
            "currency": each.currency,
        }
        for each in organisations().values()
    ]
    return {
        "tenant": {"id": tenant.id, "code": tenant.code, "name": tenant.name, "timezone": tenant.timezone},
        "organisation_id": actor.organisation_id,
        "organisations": tree,
        "permissions": sorted(permissions_of(actor)),
    }
