"""Clients that do one thing over and over, and what their clocks said."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its target (design §10); ``met`` is None where there is none."""

    name: str
    value: str
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of every call, and of all of them together."""

    each: Sequence[float]
    together: float

    @property
    def rate(self) -> float:
        """Calls per second."""
        return len(self.each) / self.together

    @property
    def p50(self) -> float:
        """Median, in milliseconds."""
        return statistics.median(self.each) * 1000

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return sorted(self.each)[min(len(self.each) - 1, int(len(self.each) * 0.95))] * 1000


def timed(call: Callable[[T], Any], work: Sequence[T], clients: int = 1) -> Timing:
    """Do the work with so many clients at once; the first failure ends it."""

    def one(item: T) -> float:
        started = time.perf_counter()
        call(item)
        return time.perf_counter() - started

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        each = list(pool.map(one, work))
    return Timing(each, time.perf_counter() - started)
