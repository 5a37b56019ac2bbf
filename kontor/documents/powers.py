"""What the actor may do, as workflow decisions ask it: the access engine with the actor filled in (P5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.engines.access import api as access
from kontor.kernel.actor import Actor


class ActorPowers:
    """A person's (or an API key's) rights."""

    __slots__ = ("_actor", "user_ids")

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self.user_ids = frozenset(each for each in (actor.user_id, actor.on_behalf_of) if each is not None)

    @property
    def is_system(self) -> bool:
        """The platform itself asks nobody."""
        return self._actor.is_system

    def can(self, permission: str, record: Mapping[str, Any]) -> access.Decision:
        """Whether the actor holds the permission for this record, and why."""
        return access.can(self._actor, permission, record)

    def require(self, permission: str) -> None:
        """Raises Forbidden when the actor holds the permission for no record at all."""
        access.require(self._actor, permission)

    def limit(self, permission: str, currency: str | None, category: str | None) -> Decimal | None:
        """The largest amount the actor may decide on."""
        return access.limit_for(self._actor, permission, currency, category)


@dataclass(frozen=True, slots=True)
class _Yes:
    allowed: bool = True
    reason: str = ""


class SystemPowers:
    """The engine's own: effects, cascades and automatic steps follow from an action somebody was allowed to fire."""

    __slots__ = ()

    is_system = True
    user_ids: frozenset[UUID] = frozenset()

    def can(self, permission: str, record: Mapping[str, Any]) -> _Yes:
        """Always."""
        return _Yes()

    def limit(self, permission: str, currency: str | None, category: str | None) -> Decimal | None:
        """None."""
        return None
