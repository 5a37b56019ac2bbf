"""What the present unit of work knows: tenant, actor, configuration version, and a memo that dies with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from kontor.kernel.actor import Actor
from kontor.tenancy.errors import OutsideUnitOfWork

T = TypeVar("T")


@dataclass(slots=True)
class Unit:
    """What all nested calls of one transaction share."""

    tenant_id: UUID
    config_version_id: UUID | None
    read_only: bool
    memo: dict[Hashable, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkContext:
    """The unit of work as the innermost call sees it; ``actor`` may differ in nested calls, the tenant never."""

    actor: Actor
    unit: Unit

    @property
    def tenant_id(self) -> UUID:
        return self.unit.tenant_id

    @property
    def config_version_id(self) -> UUID | None:
        """The tenant's published configuration when the transaction began; None before anything is published."""
        return self.unit.config_version_id

    @property
    def correlation_id(self) -> UUID:
        return self.actor.correlation_id

    @property
    def read_only(self) -> bool:
        return self.unit.read_only

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under ``key``, made at the first question and forgotten with the transaction."""
        memo = self.unit.memo
        if key not in memo:
            memo[key] = make()
        value: T = memo[key]
        return value

    def forget(self, key: Hashable) -> None:
        """Drop a remembered value because what it was made of has changed."""
        self.unit.memo.pop(key, None)


_current: ContextVar[WorkContext | None] = ContextVar("kontor_work", default=None)


def find() -> WorkContext | None:
    """The open unit of work, or None."""
    return _current.get()


def current() -> WorkContext:
    """The open unit of work.

    Raises:
        OutsideUnitOfWork: none is open.
    """
    work = _current.get()
    if work is None:
        raise OutsideUnitOfWork("no unit of work is open: call through a function marked @unit_of_work or @reading")
    return work


def current_tenant_id() -> UUID:
    """The tenant of the open unit of work; default of every ``tenant_id`` column."""
    return current().tenant_id


def on_commit(function: Callable[[], None]) -> None:
    """Run ``function`` once the transaction has committed; never when it rolls back.

    It runs outside the unit of work. An error inside is logged: what is committed stays committed.
    """
    transaction.on_commit(function, robust=True)


@contextmanager
def entered(work: WorkContext) -> Iterator[WorkContext]:
    """Make ``work`` the current one inside the block; only the unit of work itself calls this."""
    token = _current.set(work)
    try:
        yield work
    finally:
        _current.reset(token)
