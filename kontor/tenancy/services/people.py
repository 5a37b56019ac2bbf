"""Users, their memberships, and the actor a signed-in user becomes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from kontor.kernel.actor import Actor
from kontor.tenancy import context
from kontor.tenancy.contracts import Member, TenantChoice
from kontor.tenancy.errors import EmailTaken, NotAMember
from kontor.tenancy.models import Membership, User
from kontor.tenancy.services.organisations import get_organisation, timezone_of
from kontor.tenancy.work import unit_of_work, working

_CHOICES = """
SELECT t.id, t.code, t.name, m.organisation_id
FROM membership m JOIN tenant t ON t.id = m.tenant_id
WHERE m.user_id = %s AND m.is_active AND t.is_active
ORDER BY m.created_at, t.code
"""

_MEMBERS = """
SELECT u.id, u.name, u.email, u.language, m.organisation_id, m.is_active AND u.is_active
FROM membership m JOIN user_account u ON u.id = m.user_id
WHERE m.tenant_id = %s ORDER BY u.name, u.email
"""


def create_user(email: str, name: str, *, password: str | None = None, language: str = "en") -> User:
    """Make a person who can sign in; the address counts as verified because an administrator entered it.

    Raises:
        EmailTaken: a user has the address already, in whatever capitals.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name, language=language)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:
        raise EmailTaken(email) from error
    return user


@unit_of_work
def add_member(actor: Actor, user_id: UUID, organisation_id: UUID) -> Membership:
    """Let a user work in the actor's tenant, at home in ``organisation_id``; moves or revives a present member."""
    get_organisation(organisation_id)
    member, _ = Membership.objects.update_or_create(
        tenant_id=actor.tenant_id,
        user_id=user_id,
        defaults={"organisation_id": organisation_id, "is_active": True},
    )
    return member


@unit_of_work
def remove_member(actor: Actor, user_id: UUID) -> None:
    """End a user's membership in the actor's tenant; what they did stays theirs."""
    Membership.objects.filter(user_id=user_id).update(is_active=False)


def members() -> list[Member]:
    """Everybody of the current tenant by name, former members included."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, [context.current_tenant_id()])
        return [Member(*row) for row in cursor.fetchall()]


def user_labels(user_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Names to show for users of the current tenant; unknown ids are left out."""
    if not user_ids:
        return {}
    known = Membership.objects.filter(user_id__in=user_ids).select_related("user")
    return {each.user_id: str(each.user) for each in known}


def tenants_of(user_id: UUID) -> list[TenantChoice]:
    """Where the user may work, oldest membership first: asked at sign-in, before a tenant is chosen."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(user_id)])
        cursor.execute(_CHOICES, [user_id])
        choices = [TenantChoice(*row) for row in cursor.fetchall()]
        cursor.execute("SELECT set_config('app.user_id', '', true)")
    return choices


def actor_for(user_id: UUID, tenant_id: UUID | None = None, **facts: Any) -> Actor:
    """The actor a user is in a tenant (their oldest when none is named): home organisation, language, time zone.

    ``facts`` go into the actor: address, via, correlation_id, language …

    Raises:
        NotAMember: no active membership, or the user or the tenant is switched off.
    """
    choices = [each for each in tenants_of(user_id) if tenant_id in (None, each.id)]
    user = User.objects.filter(id=user_id, is_active=True).first()
    if not choices or user is None:
        raise NotAMember(tenant_id)
    home = choices[0]
    found = {"organisation_id": home.organisation_id, "language": user.language, "name": user.name}
    actor = Actor(user_id=user_id, tenant_id=home.id, **{**found, **facts})
    with working(actor, read_only=True):
        return actor.replace(timezone=timezone_of(actor.organisation_id))
