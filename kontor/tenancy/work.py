"""The unit of work: one transaction, one tenant, one actor; retried when the database gives way to others (P15)."""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction

from kontor.kernel.actor import Actor
from kontor.tenancy import context
from kontor.tenancy.context import Unit, WorkContext
from kontor.tenancy.errors import ConcurrentUpdate, TenantSuspended, TenantUnknown, WorkMismatch

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
#: Serialization failure and deadlock: the transaction did nothing wrong and may be tried again.
GAVE_WAY = frozenset({"40001", "40P01"})
_PAUSE_SECONDS = 0.02

_BEGIN = "SELECT kontor_begin(%s, %s)"
_BEGIN_READING = "SELECT kontor_begin(%s, %s), set_config('transaction_read_only', 'on', true)"
_LEAVE = "SELECT set_config('app.tenant_id', %s, true), set_config('app.user_id', %s, true)"


def unit_of_work(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Let a public write function, whose first argument is the actor, run in one transaction of the actor's tenant.

    A nested call joins the open transaction (same tenant asserted). On 40001 and 40P01 the whole function runs again,
    three times at most, so its arguments must be re-readable: sequences, not iterators.

    Raises:
        TenantUnknown, TenantSuspended: the actor's tenant.
        ConcurrentUpdate: all tries gave way.
    """

    @functools.wraps(function)
    def inside(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return _perform(actor, lambda: function(actor, *args, **kwargs), read_only=False)

    return inside


def reading(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Like ``unit_of_work`` for questions: the transaction is READ ONLY unless it joins one that writes."""

    @functools.wraps(function)
    def inside(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return _perform(actor, lambda: function(actor, *args, **kwargs), read_only=True)

    return inside


@contextmanager
def working(actor: Actor, *, read_only: bool = False) -> Iterator[WorkContext]:
    """A unit of work as a block, for jobs, commands and tests; joins like the decorators, does not retry."""
    present = context.find()
    if present is not None:
        with _joined(actor, present, read_only) as work:
            yield work
        return
    with _opened(actor, read_only) as work:
        yield work


def _perform(actor: Actor, call: Callable[[], R], *, read_only: bool) -> R:
    present = context.find()
    if present is not None:
        with _joined(actor, present, read_only):
            return call()
    # Inside somebody else's transaction a failed one cannot be repeated here.
    tries = 1 if connection.in_atomic_block else TRIES
    for attempt in range(1, tries + 1):
        try:
            with _opened(actor, read_only):
                return call()
        except OperationalError as error:
            if not gave_way(error):
                raise
            if attempt == tries:
                raise ConcurrentUpdate from error
            time.sleep(_PAUSE_SECONDS * attempt * (1 + random.random()))
    raise AssertionError("unreachable: the last try returns or raises")


def gave_way(error: DatabaseError) -> bool:
    """Whether the database ended the transaction only because of others."""
    return getattr(error.__cause__, "sqlstate", None) in GAVE_WAY


@contextmanager
def _joined(actor: Actor, present: WorkContext, read_only: bool) -> Iterator[WorkContext]:
    if actor.tenant_id != present.tenant_id:
        raise WorkMismatch(f"a unit of work of tenant {present.tenant_id} cannot serve tenant {actor.tenant_id}")
    if present.read_only and not read_only:
        raise WorkMismatch("a write was called inside a reading")
    if actor is present.actor:
        yield present
        return
    with context.entered(WorkContext(actor, present.unit)) as work:
        yield work


@contextmanager
def _opened(actor: Actor, read_only: bool) -> Iterator[WorkContext]:
    inside_another = connection.in_atomic_block
    with transaction.atomic():
        before = _settings() if inside_another else None
        version = _begin(actor, read_only)
        with context.entered(WorkContext(actor, Unit(actor.tenant_id, version, read_only))) as work:
            yield work
        if before is not None:
            _leave(*before)


def _begin(actor: Actor, read_only: bool) -> UUID | None:
    with connection.cursor() as cursor:
        try:
            cursor.execute(_BEGIN_READING if read_only else _BEGIN, [actor.tenant_id, actor.user_id])
        except DatabaseError as error:
            raise _refusal(actor, error) from error
        version: UUID | None = cursor.fetchone()[0]
        return version


def _refusal(actor: Actor, error: DatabaseError) -> Exception:
    match getattr(error.__cause__, "sqlstate", None):
        case "KT404":
            return TenantUnknown(actor.tenant_id)
        case "KT403":
            return TenantSuspended(actor.tenant_id)
        case _:
            return error


def _settings() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant_id', true), current_setting('app.user_id', true)")
        tenant, user = cursor.fetchone()
        return tenant or "", user or ""


def _leave(tenant: str, user: str) -> None:
    """Give the surrounding transaction its own settings back; a real one forgets them at COMMIT by itself."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE, [tenant, user])
