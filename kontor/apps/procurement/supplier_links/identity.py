"""The identity under which a supplier acts: one user for each supplier, who can never sign in."""

from __future__ import annotations

from uuid import UUID

from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.tenancy import api as tenancy
from kontor.tenancy.models import User


def identity_of(partner_id: UUID, *, organisation_id: UUID, tenant_id: UUID) -> UUID:
    """The user id of the supplier, made at its first link, holding the role ``supplier_link_role`` of the settings.

    The address is under ``.invalid`` (RFC 2606) and the password unusable: the user exists to be named in the audit.
    """
    email = f"{partner_id.hex}@{tenant_id.hex[-12:]}.supplier.invalid"
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known.id
    name = masterdata.labels("partner", [partner_id])[partner_id]
    user = tenancy.create_user(email, name)
    system = Actor.system(tenant_id, organisation_id=organisation_id)
    tenancy.add_member(system, user.id, organisation_id)
    role = packaging.current(tenant_id).settings["supplier_link_role"]
    access.assign_role(system, user.id, role, organisation_id=organisation_id)
    return user.id
