"""Who listens: functions inside the appending transaction, and consumers that read behind it (P8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kontor.engines.events.contracts import Event, Handler, SyncHandler
from kontor.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which events somebody wants: exact kinds, ``word.*`` for all below a word, ``*`` for all."""

    patterns: tuple[str, ...]

    def cover(self, kind: str) -> bool:
        """Whether an event of this kind is wanted."""
        return any(
            pattern in ("*", kind) or (pattern.endswith(".*") and kind.startswith(pattern[:-1]))
            for pattern in self.patterns
        )


@dataclass(frozen=True, slots=True)
class Consumer:
    """Reads events in commit order at its own pace; after ``attempts`` failures an event becomes a dead letter.

    ``from_start``: a consumer new to a tenant begins with the first event ever; otherwise with the next one.
    """

    name: str
    kinds: Kinds
    handler: Handler
    attempts: int = 5
    from_start: bool = True


@dataclass(frozen=True, slots=True)
class Listener:
    """Called inside the transaction; an error in it undoes the business action."""

    name: str
    kinds: Kinds
    handler: SyncHandler


consumers: Registry[Consumer] = Registry("event consumer", base=Consumer)
listeners: Registry[Listener] = Registry("event listener", base=Listener)


def subscribe(
    name: str, kinds: Iterable[str], handler: Handler, *, attempts: int = 5, from_start: bool = True
) -> Consumer:
    """Register a consumer under a name that stays: its positions in all tenants are kept under it."""
    consumer = Consumer(name, Kinds(tuple(kinds)), handler, attempts, from_start)
    consumers.register(name)(consumer)
    return consumer


def listen(name: str, kinds: Iterable[str]) -> Callable[[SyncHandler], SyncHandler]:
    """Decorator: call the function inside the transaction with all matching events of one append."""

    def register(function: SyncHandler) -> SyncHandler:
        listeners.register(name)(Listener(name, Kinds(tuple(kinds)), function))
        return function

    return register


def tell(events: Sequence[Event]) -> None:
    """Call every listener that wants any of the events."""
    for listener in listeners:
        if wanted := [each for each in events if listener.kinds.cover(each.kind)]:
            listener.handler(wanted)
