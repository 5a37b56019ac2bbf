"""Who listens for what, inside the live process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.kernel.live import Change

_QUEUE_LIMIT = 200
# "Something may have been missed: read again what you show."
RESYNC: dict[str, Any] = {"type": "resync"}


@dataclass(eq=False, slots=True)
class Subscriber:
    """One browser tab of one user in one tenant."""

    tenant_id: UUID
    user_id: UUID
    queue: asyncio.Queue[dict[str, Any]] = field(default_factory=lambda: asyncio.Queue(_QUEUE_LIMIT))

    def tell(self, message: dict[str, Any]) -> None:
        """Queue a message; a tab that cannot keep up is told to read everything again."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            message = RESYNC
        self.queue.put_nowait(message)


class Hub:
    """Subscribers by tenant."""

    def __init__(self) -> None:
        self._by_tenant: dict[UUID, set[Subscriber]] = defaultdict(set)

    def add(self, subscriber: Subscriber) -> None:
        """Begin to hand hints to the subscriber."""
        self._by_tenant[subscriber.tenant_id].add(subscriber)

    def remove(self, subscriber: Subscriber) -> None:
        """Stop; harmless when it was not there."""
        listeners = self._by_tenant[subscriber.tenant_id]
        listeners.discard(subscriber)
        if not listeners:
            del self._by_tenant[subscriber.tenant_id]

    def dispatch(self, changes: Iterable[Change]) -> None:
        """Hand each hint to its tenant's subscribers, or to its person only."""
        for change in changes:
            message = {
                "type": "change",
                "record_type": change.record_type,
                "record_id": str(change.record_id),
                "event": change.event,
            }
            for subscriber in self._by_tenant.get(change.tenant_id, ()):
                if change.user_id in (None, subscriber.user_id):
                    subscriber.tell(message)

    def resync(self) -> None:
        """After the line to the database was down."""
        for listeners in self._by_tenant.values():
            for subscriber in listeners:
                subscriber.tell(RESYNC)

    def count(self) -> int:
        """How many listen."""
        return sum(len(each) for each in self._by_tenant.values())
