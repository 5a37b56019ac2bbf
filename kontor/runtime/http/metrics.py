"""What this installation counts, in Prometheus' words. Several web processes share one folder of counters.

Importing this module settles where the counters live, so it comes before anything that counts.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import psutil

from kontor.runtime.configuration import environment


def _share_counters() -> None:
    """Point prometheus-client at a folder of this service, before its first import."""
    if os.environ.get("KONTOR_PROCESS") != "kontor-web" or "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        return
    run = environment.data_dir() / "run"
    folder = run / f"metrics-{os.getppid()}"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    for left in run.glob("metrics-*"):
        if not psutil.pid_exists(int(left.name.removeprefix("metrics-"))):
            shutil.rmtree(left, ignore_errors=True)


_share_counters()

from prometheus_client import REGISTRY as THIS_PROCESS  # noqa: E402
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5.0, 15.0)

REQUESTS = Counter("kontor_http_requests", "Calls by endpoint and status", ["method", "endpoint", "status"])
SECONDS = Histogram(
    "kontor_http_request_seconds", "Response time by endpoint", ["method", "endpoint"], buckets=_BUCKETS
)
IN_PROGRESS = Gauge("kontor_http_in_progress", "Requests being answered", multiprocess_mode="livesum")
CACHE_READS = Counter("kontor_cache_reads", "Cache reads by result", ["result"])
# Every process sees nearly everybody within five minutes, so the largest count is the best one.
ACTIVE_USERS = Gauge("kontor_active_users", "People with a call in the last five minutes", multiprocess_mode="livemax")
POOL_SIZE = Gauge("kontor_db_pool_connections", "Database connections of the pools", multiprocess_mode="livesum")
POOL_IDLE = Gauge("kontor_db_pool_available", "Database connections not in use", multiprocess_mode="livesum")
POOL_WAITING = Gauge("kontor_db_pool_waiting", "Threads waiting for a connection", multiprocess_mode="livesum")


def registry() -> CollectorRegistry:
    """Counters of all processes together, or of this one when it is alone."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder or not Path(folder).is_dir():
        return THIS_PROCESS
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared


def forget_dead_processes(folder: Path) -> None:
    """Present states (connections, requests under way) of processes that are gone count no more; their counts stay."""
    for left in folder.glob("gauge_live*.db"):
        found = re.search(r"_(\d+)\.db$", left.name)
        if found and not psutil.pid_exists(int(found.group(1))):
            left.unlink(missing_ok=True)


def text() -> bytes:
    """The exposition format."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        forget_dead_processes(Path(folder))
    return generate_latest(registry())
