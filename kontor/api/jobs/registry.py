"""Kinds of long work; each a function from a request to a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kontor.kernel.actor import Actor
from kontor.kernel.registry import Registry

Report = Callable[[int], None]
"""Called with how many items are done so far."""

Run = Callable[[Actor, Mapping[str, Any], Report], Mapping[str, Any]]
"""``run(actor, request, report) -> result``; both plain JSON."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of work by its name."""

    name: str
    run: Run


job_kinds: Registry[JobKind] = Registry("job kind", base=JobKind)


def job(name: str) -> Callable[[Run], Run]:
    """Register a function as the job called ``name``."""

    def register(run: Run) -> Run:
        job_kinds.register(name)(JobKind(name, run))
        return run

    return register
