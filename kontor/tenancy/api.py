"""The public face of tenancy.

Functions that take an actor open (or join) a unit of work; those without ask about the open one, except the few that
work before a tenant is chosen: ``create_tenant``, ``find_tenant``, ``get_tenant``, ``tenant_ids``, ``each_tenant``,
``create_user``, ``tenants_of``, ``actor_for``.
"""

from kontor.tenancy.contracts import Member, TenantChoice
from kontor.tenancy.models import Kind, Membership, Organisation, Tenant, User
from kontor.tenancy.services.organisations import (
    company_of,
    create_organisation,
    get_organisation,
    move_organisation,
    organisation_subtree,
    organisations,
    timezone_of,
)
from kontor.tenancy.services.people import (
    actor_for,
    add_member,
    create_user,
    members,
    remove_member,
    tenants_of,
    user_labels,
)
from kontor.tenancy.services.tenants import (
    create_tenant,
    current_tenant,
    each_tenant,
    find_tenant,
    get_tenant,
    set_active,
    set_config_version,
    tenant_ids,
)
from kontor.tenancy.work import reading, unit_of_work, working

__all__ = [
    "Kind",
    "Member",
    "Membership",
    "Organisation",
    "Tenant",
    "TenantChoice",
    "User",
    "actor_for",
    "add_member",
    "company_of",
    "create_organisation",
    "create_tenant",
    "create_user",
    "current_tenant",
    "each_tenant",
    "find_tenant",
    "get_organisation",
    "get_tenant",
    "members",
    "move_organisation",
    "organisation_subtree",
    "organisations",
    "reading",
    "remove_member",
    "set_active",
    "set_config_version",
    "tenant_ids",
    "tenants_of",
    "timezone_of",
    "unit_of_work",
    "user_labels",
    "working",
]
