"""A served demo company: the worker's own database, a web process and a job worker, stopped without a trace."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import httpx
from django.conf import settings

from kontor.runtime.configuration.database import OWNER_ROLE
from kontor.testing.database import WorkerDatabase

PASSWORD = "browser-kontor-1"
_READY_SECONDS = 60
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Service:
    """One running service; ``folder`` is its data folder."""

    address: str
    folder: Path

    def token(self, email: str) -> str:
        """An access token, for looking at states beside the browser."""
        body = {"email": email, "password": PASSWORD}
        reply = httpx.post(f"{self.address}/api/v1/auth/login", json=body, timeout=20).raise_for_status()
        return str(reply.json()["data"]["access_token"])

    def mails(self) -> list[str]:
        """Texts of every mail sent so far."""
        files = sorted((self.folder / "mail").glob("*.log"))
        return [_text(part) for file in files for part in file.read_bytes().split(b"-" * 79 + b"\n") if part.strip()]


def _text(mail: bytes) -> str:
    return str(message_from_bytes(mail, policy=policy.default).get_content())


@contextmanager
def served(database: WorkerDatabase) -> Iterator[Service]:
    """``kontor serve`` with one web process and one worker on the given database."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-browser-"))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "kontor", "serve", "--data-dir", str(folder), "--port", str(port)]
    command += ["--workers", "1", "--only", "web", "--only", "worker", "--no-migrate"]
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(command, env=_environment(database, address), stdout=log, stderr=log)
    try:
        _wait_until_ready(process, address, folder)
        yield Service(address, folder)
    finally:
        process.terminate()
        process.wait(timeout=40)
        shutil.rmtree(folder, ignore_errors=True)


def _environment(database: WorkerDatabase, address: str) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in _INHERITED if name in os.environ},
        "DATABASE_URL": database.url(),
        "DATABASE_OWNER_URL": database.url(OWNER_ROLE),
        "SECRET_KEY": settings.SECRET_KEY,
        "PUBLIC_URL": address,
    }


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/ready", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready: {(folder / 'service.log').read_text()}")


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
