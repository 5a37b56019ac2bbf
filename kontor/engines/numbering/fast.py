"""Fast numbers: each process takes a block and hands it out without asking the database again (P6).

A block is recorded in the transaction that needed it and kept by the process only once that has committed: a rollback
takes the block back, so no number is ever given twice. What a rolled back action used of a kept block is a gap, and
``number_block`` explains it. Quiet series take single numbers, so people see 1, 2, 3; busy ones double their blocks.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kontor.engines.numbering.contracts import NumberSeries
from kontor.kernel.clock import current_clock
from kontor.tenancy import context
from kontor.tenancy.context import WorkContext

LARGEST_BLOCK = 64
#: A block used up within this many seconds makes the next one twice as large.
BUSY_SECONDS = 2.0
_MOST_SERIES = 10_000

_TAKE = """
WITH counter AS (
  INSERT INTO number_counter AS c (tenant_id, type_code, scope_key, period, last) VALUES (%s, %s, %s, %s, %s)
  ON CONFLICT (tenant_id, type_code, scope_key, period) DO UPDATE SET last = c.last + excluded.last
  RETURNING tenant_id, type_code, scope_key, period, last
)
INSERT INTO number_block (tenant_id, type_code, scope_key, period, first, last, taken_by, taken_at)
SELECT tenant_id, type_code, scope_key, period, last - %s + 1, last, %s, %s FROM counter
RETURNING first, last
"""

Key = tuple[str, ...]


@dataclass(slots=True)
class _Block:
    """Numbers ``next`` to ``last`` are free; ``size`` is how large the block was."""

    next: int
    last: int
    size: int
    taken_at: float

    def cut(self, count: int) -> list[int]:
        values = list(range(self.next, min(self.next + count, self.last + 1)))
        self.next += len(values)
        return values


_blocks: dict[Key, _Block] = {}
_lock = threading.Lock()


def give(work: WorkContext, series: NumberSeries, count: int) -> list[str]:
    """``count`` numbers, rising; usually no statement at all."""
    key = (
        str(connection.settings_dict["NAME"]),
        str(work.tenant_id),
        series.type_code,
        series.scope_key,
        series.period,
    )
    with _lock:
        block = _blocks.get(key)
        values = block.cut(count) if block else []
        size = _next_size(block, count - len(values))
    if len(values) < count:
        values += _take(work, series, key, count - len(values), size)
    pattern = series.parsed
    return [pattern.render(value, series.date, series.facts) for value in values]


def _next_size(used_up: _Block | None, needed: int) -> int:
    busy = used_up is not None and time.monotonic() - used_up.taken_at < BUSY_SECONDS
    size = min(used_up.size * 2, LARGEST_BLOCK) if used_up is not None and busy else 1
    return max(size, needed)


def _take(work: WorkContext, series: NumberSeries, key: Key, needed: int, size: int) -> list[int]:
    row: list[Any] = [work.tenant_id, series.type_code, series.scope_key, series.period, size]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [*row, size, _process(), current_clock().now()])
        first, last = cursor.fetchone()
    block = _Block(first, last, size, time.monotonic())
    values = block.cut(needed)
    context.on_commit(lambda: _keep(key, block))
    return values


def _keep(key: Key, block: _Block) -> None:
    """Hand out of ``block`` from now on, unless another thread keeps one that still has numbers."""
    with _lock:
        present = _blocks.get(key)
        if present is None or present.next > present.last:
            if len(_blocks) >= _MOST_SERIES:
                _blocks.clear()
            _blocks[key] = block


def _process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def forget() -> None:
    """Drop all blocks: a forked process must not hand out its parent's numbers."""
    global _lock
    _lock = threading.Lock()
    _blocks.clear()


os.register_at_fork(after_in_child=forget)
