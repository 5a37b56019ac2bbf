"""Tenants: made once, found by code, switched to a configuration version."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.tenancy import context
from kontor.tenancy.errors import CodeTaken, TenantSuspended, TenantUnknown
from kontor.tenancy.models import Tenant

log = logging.getLogger("kontor.tenancy")

_SELF = "tenancy.tenant"


def create_tenant(code: str, name: str, *, language: str = "en", timezone: str = "UTC") -> Tenant:
    """Make a tenant; its code names it for ever and everywhere.

    Raises:
        CodeTaken: another tenant has the code.
    """
    tenant = Tenant(id=new_id(), code=code, name=name, language=language, timezone=timezone)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # The row may only be written by the tenant it is: be that tenant for this transaction.
            cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [str(tenant.id)])
            tenant.save(force_insert=True)
            cursor.execute("SELECT set_config('app.tenant_id', '', true)")
    except IntegrityError as error:
        raise CodeTaken(code) from error
    return tenant


def find_tenant(code: str) -> UUID | None:
    """The id of the tenant with this code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kontor_tenant_by_code(%s)", [code])
        found: UUID | None = cursor.fetchone()[0]
        return found


def get_tenant(code: str) -> UUID:
    """Like ``find_tenant``.

    Raises:
        TenantUnknown: no tenant has the code.
    """
    found = find_tenant(code)
    if found is None:
        raise TenantUnknown(code)
    return found


def tenant_ids() -> list[UUID]:
    """All tenants, oldest first; for jobs that visit each in a unit of work of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kontor_tenant_ids()")
        return [each for (each,) in cursor.fetchall()]


def each_tenant(job: Callable[[UUID], object]) -> None:
    """Run a job for every tenant in turn; suspended ones are left out, one that fails does not hold up the others.

    Raises:
        ExceptionGroup: what failed, once all have had their turn.
    """
    failed: list[Exception] = []
    for tenant_id in tenant_ids():
        try:
            job(tenant_id)
        except TenantSuspended:
            continue
        except Exception as problem:
            log.exception("a job failed for tenant %s", tenant_id)
            failed.append(problem)
    if failed:
        raise ExceptionGroup("a job failed for some tenants", failed)


def current_tenant() -> Tenant:
    """The tenant of the open unit of work."""
    work = context.current()
    return work.remember(_SELF, lambda: Tenant.objects.get(id=work.tenant_id))


def set_config_version(version_id: UUID) -> None:
    """Publish a configuration version: every unit of work begun after the commit sees it, this one at once."""
    work = context.current()
    Tenant.objects.filter(id=work.tenant_id).update(config_version_id=version_id)
    work.unit.config_version_id = version_id
    work.forget(_SELF)


def set_active(actor: Actor, is_active: bool) -> None:
    """Suspend the actor's tenant, or let it work again; a suspended one is refused at the next unit of work."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [str(actor.tenant_id)])
        Tenant.objects.filter(id=actor.tenant_id).update(is_active=is_active)
        cursor.execute("SELECT set_config('app.tenant_id', '', true)")
