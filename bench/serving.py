"""A server of its own for a measurement: fresh database, web processes, nothing left behind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def serving(
    folder: Path, port: int, found: Callable[[], T], *, processes: tuple[str, ...] = ("web",), workers: int = 2
) -> Iterator[tuple[str, T]]:
    """Tables, then ``found()`` (the company), then the service; yields its address and what ``found`` gave.

    Rates are not limited: whoever measures is not an attacker.
    """
    os.environ["API_RATE_USER"] = os.environ["API_RATE_ANONYMOUS"] = "0"
    from kontor.runtime import installation
    from kontor.runtime.processes import service

    chosen = installation.choose(folder)
    plan = service.Plan("127.0.0.1", port, processes, workers)
    service.ensure_ports_free(plan)
    with installation.database(chosen):
        installation.migrate(chosen, lambda line: None)
        installation.setup_django()
        company = found()
        with service.running(chosen, plan):
            yield plan.address, company
