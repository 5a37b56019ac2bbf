"""The clock everything asks for the time; tests and replays put their own in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the moment in UTC and the business day in a named time zone."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def today(self, tz: str) -> date:
        """The calendar day at this moment in the IANA zone ``tz``."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self, tz: str) -> date:
        return self.now().astimezone(ZoneInfo(tz)).date()


class FixedClock:
    """A clock that stands still until it is told to advance."""

    def __init__(self, at: datetime) -> None:
        """``at`` must be aware; it is kept in UTC."""
        self._now = _aware_utc(at)

    def now(self) -> datetime:
        return self._now

    def today(self, tz: str) -> date:
        return self._now.astimezone(ZoneInfo(tz)).date()

    def set(self, at: datetime) -> None:
        """Move to the moment ``at``, forwards or backwards."""
        self._now = _aware_utc(at)

    def advance(
        self, by: timedelta | None = None, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Move by a duration (or its parts) and return the new moment."""
        self._now += (by or timedelta()) + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._now


def _aware_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a clock needs an aware moment, not {at!r}")
    return at.astimezone(UTC)


_system = SystemClock()
_current: ContextVar[Clock | None] = ContextVar("kontor_clock", default=None)


def current_clock() -> Clock:
    """The clock of this context; the machine's clock unless ``use_clock`` says otherwise."""
    return _current.get() or _system


@contextmanager
def use_clock(clock: Clock) -> Iterator[Clock]:
    """Let everything inside the block read the time from ``clock``."""
    token = _current.set(clock)
    try:
        yield clock
    finally:
        _current.reset(token)
