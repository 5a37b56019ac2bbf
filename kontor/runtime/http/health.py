"""Is this installation well? One small check per component, each with its own status (Q4)."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.urls import Resolver404, resolve

MIB = 1024**2
DISK_FAILED, DISK_LOW = 50 * MIB, 500 * MIB
MEMORY_FAILED, MEMORY_LOW = 64 * MIB, 256 * MIB
WORKER_SILENT_SECONDS = 60
CRITICAL_PATHS = ("/api/v1/auth/login", "/api/v1/model", "/api/v1/documents/any", "/api/v1/search")


class Status(Enum):
    """``degraded`` wants attention, ``failed`` means that people cannot work."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one component and the figures behind it."""

    status: Status
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"status": self.status.value, **self.facts}


@dataclass(frozen=True, slots=True)
class Component:
    """A check; the installation answers 503 when one that matters has failed."""

    name: str
    check: Callable[[], Finding]
    matters: bool


def database() -> Finding:
    """Answers a query as the application role; tells how long that took."""
    started = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), pg_is_in_recovery()")
            version, is_replica = cursor.fetchone()
    except DatabaseError as problem:
        return Finding(Status.FAILED, {"reason": str(problem).strip().splitlines()[0]})
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    status = Status.FAILED if is_replica else Status.OK
    return Finding(status, {"milliseconds": milliseconds, "version": version, "read_only": is_replica})


def tables() -> Finding:
    """Every migration of the installed rooms is applied."""
    from django.db.migrations.loader import MigrationLoader

    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        return Finding(Status.FAILED, {"reason": "the migrations could not be read"})
    missing = [f"{app}.{name}" for app, name in loader.disk_migrations if (app, name) not in loader.applied_migrations]
    return Finding(Status.FAILED if missing else Status.OK, {"missing": sorted(missing)})


def cache_memory() -> Finding:
    """Writes and reads a value."""
    started = time.perf_counter()
    try:
        cache.set("health", started, 10)
        works = cache.get("health") == started
    except Exception as problem:  # whatever the Redis client raises: the cache is a comfort, never a reason to stop
        return Finding(Status.DEGRADED, {"reason": type(problem).__name__})
    return Finding(Status.OK if works else Status.DEGRADED, {"shared": bool(settings.REDIS_URL)})


def disk() -> Finding:
    """Room for uploaded files and the embedded database."""
    folder: Path = settings.DATA_DIR
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Finding(_level(free, DISK_FAILED, DISK_LOW), {"free_mib": free // MIB})


def memory() -> Finding:
    """Memory the machine can still give."""
    free = psutil.virtual_memory().available
    own = psutil.Process().memory_info().rss
    return Finding(_level(free, MEMORY_FAILED, MEMORY_LOW), {"free_mib": free // MIB, "process_mib": own // MIB})


def jobs() -> Finding:
    """A worker has shown a sign of life lately; tells how many jobs wait and failed."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers),"
                " count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'failed')"
                " FROM procrastinate_jobs"
            )
            silent, waiting, failed = cursor.fetchone()
    except DatabaseError:
        return Finding(Status.DEGRADED, {"reason": "the queue could not be read"})
    is_alive = silent is not None and silent < WORKER_SILENT_SECONDS
    return Finding(
        Status.OK if is_alive else Status.DEGRADED, {"waiting": waiting, "failed": failed, "worker": is_alive}
    )


def endpoints() -> Finding:
    """The addresses nobody can work without are there."""
    missing = [path for path in CRITICAL_PATHS if not _is_served(path)]
    return Finding(Status.FAILED if missing else Status.OK, {"missing": missing, "checked": len(CRITICAL_PATHS)})


def client() -> Finding:
    """The web client is built."""
    is_built = (settings.BUILD_DIR / "index.html").exists()
    return Finding(Status.OK if is_built else Status.DEGRADED, {"built": is_built})


COMPONENTS = (
    Component("database", database, matters=True),
    Component("endpoints", endpoints, matters=True),
    Component("disk", disk, matters=True),
    Component("memory", memory, matters=True),
    Component("cache", cache_memory, matters=False),
    Component("jobs", jobs, matters=False),
    Component("client", client, matters=False),
)

READINESS = (Component("database", database, matters=True), Component("tables", tables, matters=True))


def examine(components: tuple[Component, ...] = COMPONENTS) -> tuple[Status, dict[str, Any]]:
    """The worst that matters, and every component's own state."""
    findings = {each.name: (each, each.check()) for each in components}
    if any(each.matters and found.status is Status.FAILED for each, found in findings.values()):
        overall = Status.FAILED
    elif any(found.status is not Status.OK for _, found in findings.values()):
        overall = Status.DEGRADED
    else:
        overall = Status.OK
    return overall, {name: found.as_json() for name, (_, found) in findings.items()}


def _level(free: int, failed: int, low: int) -> Status:
    if free < failed:
        return Status.FAILED
    return Status.DEGRADED if free < low else Status.OK


def _is_served(path: str) -> bool:
    """Whether an endpoint of the API owns the path, and not what answers unknown addresses."""
    try:
        return resolve(path).route.startswith("api/v1/")
    except Resolver404:
        return False
