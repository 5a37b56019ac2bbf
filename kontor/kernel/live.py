"""Telling screens that something changed: hints, published after commit, that may be lost without harm (P8).

The runtime provides the sink; without one (tests, commands) hints go nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Change:
    """One record of one tenant changed. With ``user_id`` the hint is for that person only."""

    tenant_id: UUID
    record_type: str
    record_id: UUID
    event: str
    user_id: UUID | None = None


Sink = Callable[[Sequence[Change]], None]

_sinks: list[Sink] = []


def publish(changes: Sequence[Change]) -> None:
    """Hand the hints to whoever carries them; call it after commit."""
    for sink in _sinks:
        sink(changes)


def is_carried() -> bool:
    """True when somebody carries hints, so making them is worth it."""
    return bool(_sinks)


def carry_with(sink: Sink) -> None:
    """Let ``sink`` carry hints from now on; it must not block."""
    _sinks[:] = [sink]


def carry_no_more() -> None:
    """Back to nobody."""
    _sinks.clear()
