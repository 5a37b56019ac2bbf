"""What a running ``serve`` writes down about itself, and reading it back."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx


class Record:
    """A locked file per running service; after kill -9 the lock is free and the file is swept away."""

    def __init__(self, data_dir: Path, address: str) -> None:
        folder = data_dir / "run"
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{os.getpid()}.json"
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        self._facts = {"pid": os.getpid(), "address": address, "started_at": datetime.now(UTC).isoformat()}

    def update(self, processes: dict[str, int]) -> None:
        """Write down the present process ids."""
        content = json.dumps({**self._facts, "processes": processes}).encode()
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, content, 0)

    def remove(self) -> None:
        """Forget the service."""
        self._path.unlink(missing_ok=True)
        os.close(self._handle)


def read_all(data_dir: Path) -> list[dict[str, Any]]:
    """Records of services that are alive."""
    return [each for path in sorted((data_dir / "run").glob("*.json")) if (each := _read(path)) is not None]


def health(address: str) -> dict[str, Any] | None:
    """What the service says of itself at ``/health``; None when it does not answer."""
    with suppress(httpx.HTTPError, ValueError):
        answer = httpx.get(f"{address}/health", timeout=5.0)
        content = answer.json()
        return content if isinstance(content, dict) else None
    return None


def _read(path: Path) -> dict[str, Any] | None:
    with suppress(FileNotFoundError, ValueError), path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            content = json.loads(file.read())
            return content if isinstance(content, dict) else None
        path.unlink(missing_ok=True)
    return None
