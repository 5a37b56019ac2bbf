"""Who uses the server: one file per process, locked for as long as the process lives.

The kernel drops a lock when its process ends in whatever way, kill -9 included, so counting users means
trying the locks: a file that can be locked belongs to nobody any more.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4


@dataclass(slots=True)
class Lease:
    """One use of the server by this process."""

    path: Path
    handle: int

    def release(self) -> None:
        """Give up the use; safe to call twice."""
        if self.handle >= 0:
            self.path.unlink(missing_ok=True)
            os.close(self.handle)
            self.handle = -1


def take(folder: Path) -> Lease:
    """Register this process as a user."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{os.getpid()}-{uuid4().hex[:8]}"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return Lease(path, handle)


def holders(folder: Path) -> list[int]:
    """Process ids that hold a lease now, sorted; leases of dead processes are swept away."""
    alive = [int(each.name.split("-")[0]) for each in sorted(folder.glob("*-*")) if _is_held(each)]
    return sorted(alive)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait for and hold the lock file: one process at a time starts or stops the server."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        with suppress(FileNotFoundError):
            path.unlink()
        return False
    finally:
        os.close(handle)
