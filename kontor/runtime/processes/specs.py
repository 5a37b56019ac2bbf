"""The command lines of the processes."""

from __future__ import annotations

import os
import socket
import sys

from kontor.runtime.configuration import environment
from kontor.runtime.errors import PortInUse
from kontor.runtime.processes.group import ProcessSpec

THREADS = 2
# A request waits for a free thread rather than being refused; beyond this many the socket backlog holds the rest.
BACKPRESSURE = 64


def web(host: str, port: int, workers: int) -> ProcessSpec:
    """HTTP: granian with WSGI, few threads per process because the database pool bounds useful concurrency."""
    threads = environment.number("WEB_THREADS", THREADS)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(threads), "--backpressure", str(BACKPRESSURE)]
    command += ["--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning"]
    command += [_APPLICATION]
    return ProcessSpec("web", command, {"KONTOR_PROCESS": "kontor-web"})


def worker() -> ProcessSpec:
    """Jobs: procrastinate on the application's database."""
    return ProcessSpec("worker", [sys.executable, "-m", "kontor", "worker"], {"KONTOR_PROCESS": "kontor-worker"})


def live(host: str, port: int) -> ProcessSpec:
    """Live updates: one small ASGI process with WebSockets."""
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--host", host, "--port", str(port)]
    command += ["--workers", "1", "--log-level", "warning", "kontor.runtime.live.asgi:application"]
    return ProcessSpec("live", command, {"KONTOR_PROCESS": "kontor-live", "DB_POOL_SIZE": "2"})


def default_workers() -> int:
    """WEB_WORKERS, else one web process per core, two to eight."""
    return environment.number("WEB_WORKERS", max(2, min(8, os.cpu_count() or 2)))


def ensure_port_free(host: str, port: int) -> None:
    """Raise ``PortInUse`` when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise PortInUse(host=host, port=port) from problem


_APPLICATION = "kontor.runtime.wsgi:application"
