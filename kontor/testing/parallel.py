"""Doing things at the same time, on real connections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def run_parallel(tasks: Sequence[Callable[[], Result]], *, threads: int = 8) -> list[Result | Exception]:
    """Run the tasks on ``threads`` threads that start together; a failure is returned in the place of its result.

    Every task gives its database connection back when it ends, so more tasks than connections may run.
    """
    gate = threading.Barrier(min(threads, max(len(tasks), 1)))

    def work(task: Callable[[], Result]) -> Result | Exception:
        try:
            return task()
        except Exception as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=threads, initializer=gate.wait) as pool:
        return list(pool.map(work, tasks))
