"""Servers of their own, in temporary folders; each is gone when its test ends."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from kontor.runtime.postgres.supervisor import Supervisor

Make = Callable[..., Supervisor]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder below one that is closed to everybody but its owner."""
    private = Path(tempfile.mkdtemp(prefix="kontor-test-"))
    yield private / "data"
    shutil.rmtree(private, ignore_errors=True)


@pytest.fixture
def supervisor(folder: Path) -> Iterator[Supervisor]:
    """A supervisor on an empty folder."""
    made = Supervisor(folder, durable=False)
    yield made
    end(made)


def end(supervisor: Supervisor) -> None:
    """Leave nothing running, whatever the test did."""
    pid = supervisor.status().pid
    if pid is not None:
        server = psutil.Process(pid)
        family = [server, *server.children(recursive=True)]
        os.kill(pid, signal.SIGQUIT)
        psutil.wait_procs(family, timeout=10)
    shutil.rmtree(supervisor.layout.sockets, ignore_errors=True)
