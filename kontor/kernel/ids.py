"""Time-ordered identifiers (UUIDv7, RFC 9562)."""

from __future__ import annotations

import os
import secrets
import threading
import time
from uuid import UUID

_RANDOM_BITS = 74
_RANDOM_LIMIT = 1 << _RANDOM_BITS
_STEP_BITS = 32

_lock = threading.Lock()
_last_ms = 0
_last_random = 0


def new_id() -> UUID:
    """A UUIDv7: milliseconds since 1970, then 74 bits that only grow inside one millisecond.

    Later calls in one process give greater ids, also when the system clock steps back, so rows created
    together stay together in an index and sort in the order they were made.
    """
    global _last_ms, _last_random
    with _lock:
        now_ms = time.time_ns() // 1_000_000
        if now_ms > _last_ms:
            _last_ms = now_ms
            _last_random = secrets.randbits(_RANDOM_BITS - 1)
        else:
            _last_random += 1 + secrets.randbits(_STEP_BITS)
            if _last_random >= _RANDOM_LIMIT:
                _last_ms += 1
                _last_random = secrets.randbits(_RANDOM_BITS - 1)
        return _assemble(_last_ms, _last_random)


def _assemble(milliseconds: int, random_bits: int) -> UUID:
    """Lay out time, version 7, 12 random bits, variant 2 and 62 random bits."""
    high = random_bits >> 62
    low = random_bits & ((1 << 62) - 1)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
    return UUID(int=value)


def _forget_after_fork() -> None:
    """A child process must not continue the parent's counter."""
    global _lock, _last_random
    _lock = threading.Lock()
    _last_random = secrets.randbits(_RANDOM_BITS - 1)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
