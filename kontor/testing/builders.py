"""Builders with defaults: a test names only what it is about, and gets a tenant of its own, so none truncates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.tenancy import api as tenancy


@dataclass(frozen=True, slots=True)
class BuiltTenant:
    """A fresh tenant with one company, and the platform itself as its first actor."""

    id: UUID
    code: str
    company: tenancy.Organisation

    @property
    def system(self) -> Actor:
        """The platform acting in the company."""
        return Actor.system(self.id, organisation_id=self.company.id)


def unique(word: str) -> str:
    """``word`` made unlike any other in this database."""
    return f"{word}-{new_id().hex[-10:]}"


def make_tenant(*, currency: str = "TWD", timezone: str = "Asia/Taipei", company: str = "CO") -> BuiltTenant:
    """A tenant with the company ``company``; about ten statements, no configuration published."""
    made = tenancy.create_tenant(unique("t"), "Test tenant", timezone=timezone)
    root = tenancy.create_organisation(
        Actor.system(made.id), code=company, name="Test company", kind="company", currency=currency
    )
    return BuiltTenant(made.id, made.code, root)


def make_actor(
    tenant: BuiltTenant, *, name: str = "Ann Engineer", organisation_id: UUID | None = None, **facts: Any
) -> Actor:
    """A new user without a password, member of the tenant, as an actor. ``facts`` go into the actor."""
    user = tenancy.create_user(f"{unique('user')}@example.test", name)
    tenancy.add_member(tenant.system, user.id, organisation_id or tenant.company.id)
    return tenancy.actor_for(user.id, tenant.id, **facts)


def make_organisation(
    tenant: BuiltTenant, code: str, *, parent_id: UUID | None = None, kind: str = "department"
) -> tenancy.Organisation:
    """An organisation below the company unless another parent is named."""
    parent = parent_id or tenant.company.id
    currency = "TWD" if kind == "company" else ""
    return tenancy.create_organisation(
        tenant.system, code=code, name=code.title(), kind=kind, parent_id=parent, currency=currency
    )
