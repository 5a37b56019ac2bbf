"""Starting, sharing and stopping one embedded PostgreSQL server per data folder.

Processes that use the server hold a lease; the last one to leave stops it. A control lock makes start and stop
wait for each other. Everything that can be left behind by kill -9 (lease, lock, pid file) is recognised as stale.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from kontor.runtime.configuration.database import DATABASE_NAME, OWNER_ROLE
from kontor.runtime.configuration.secrets_file import ensure_secrets
from kontor.runtime.postgres import folder, leases
from kontor.runtime.postgres.commands import ADMIN_ROLE, Programs, server_settings
from kontor.runtime.postgres.errors import DatabaseFolderUnusable, DatabaseInUse, DatabaseStartFailed
from kontor.runtime.postgres.layout import Layout
from kontor.runtime.postgres.osuser import server_user
from kontor.runtime.postgres.provision import prepare_schemas, provision

logger = logging.getLogger(__name__)

# Backends of a killed server notice its death within a second or two and free the shared memory.
_ORPHAN_SECONDS = 15
_SETTLE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What ``kontor db status`` tells; ``holders`` are ids of processes that use the server."""

    is_running: bool
    pid: int | None
    folder: str
    socket_dir: str
    port: int | None
    holders: tuple[int, ...]
    is_kept: bool
    free_mib: int


class Supervisor:
    """The embedded server of one data folder. ``durable=False`` is for tests."""

    def __init__(self, data_dir: Path, *, durable: bool = True, port: int | None = None) -> None:
        self.layout = Layout.of(data_dir)
        self.durable = durable
        self.port = port
        self.programs = Programs(self.layout, server_user(self.layout.root))

    def acquire(self) -> leases.Lease:
        """Start the server unless it runs, and use it until the lease is released.

        Raises:
            DatabaseServerError: one of ``errors``; nothing is left running then.
        """
        self._prepare_folders()
        with leases.exclusive(self.layout.lock):
            lease = leases.take(self.layout.leases)
            try:
                self._ensure_running()
            except BaseException:
                # An interrupted start may have got far enough to leave a server without any user.
                lease.release()
                self._stop_if_unused()
                raise
            return lease

    def release(self, lease: leases.Lease) -> None:
        """Give the lease back; the last one stops the server unless it is kept."""
        with leases.exclusive(self.layout.lock):
            lease.release()
            self._stop_if_unused()

    def revive(self) -> None:
        """Start the server again if it died while this process uses it; cheap when it lives.

        Raises:
            DatabaseServerError: it cannot be started.
        """
        if self._pid() is None:
            logger.warning("the database server is gone; starting it again")
            with leases.exclusive(self.layout.lock):
                self._ensure_running()

    @contextmanager
    def running(self) -> Iterator[Supervisor]:
        """Use the server for the length of a block."""
        lease = self.acquire()
        try:
            yield self
        finally:
            self.release(lease)

    def start(self) -> None:
        """Start and keep running after this process ends, until ``stop``."""
        with self.running():
            self.layout.keep.touch()

    def stop(self) -> None:
        """Stop a kept server.

        Raises:
            DatabaseInUse: names the processes that still use it.
        """
        if not self.layout.root.exists():
            return
        with leases.exclusive(self.layout.lock):
            if users := leases.holders(self.layout.leases):
                raise DatabaseInUse(folder=str(self.layout.root), holders=users)
            self.layout.keep.unlink(missing_ok=True)
            self._stop()

    def status(self) -> ServerStatus:
        """The present state; changes nothing but sweeps leases of dead processes."""
        pid = self._pid()
        return ServerStatus(
            is_running=pid is not None,
            pid=pid,
            folder=str(self.layout.cluster),
            socket_dir=str(self.layout.sockets),
            port=self.port,
            holders=tuple(leases.holders(self.layout.leases)),
            is_kept=self.layout.keep.exists(),
            free_mib=folder.free_mib(self.layout.root),
        )

    def logs(self, lines: int = 50) -> str:
        """The last lines of the server's log; empty when there is none."""
        try:
            return "\n".join(self.layout.log.read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        """An autocommit connection of the server's administrator."""
        return self._connect(ADMIN_ROLE, "admin_password", database)

    def owner(self, database: str = DATABASE_NAME) -> psycopg.Connection:
        """An autocommit connection of the owner role."""
        return self._connect(OWNER_ROLE, "owner_password", database)

    def _connect(self, role: str, secret: str, database: str) -> psycopg.Connection:
        password = ensure_secrets(self.layout.root)[secret]
        host, port = str(self.layout.sockets), self.port or 5432
        return psycopg.connect(
            host=host, port=port, user=role, password=password, dbname=database, autocommit=True, connect_timeout=20
        )

    def _ensure_running(self) -> None:
        if self._is_answering():
            return
        fresh = folder.is_new(self.layout)
        if fresh:
            self._create()
        else:
            folder.check_existing(self.layout)
        self._start()
        if fresh or not self._provisioned.exists():
            self._provision()

    def _is_answering(self) -> bool:
        """Whether the server that the pid file names takes connections.

        One that was just killed may still be listed, one that just started may still recover: both are waited for.
        """
        deadline = time.monotonic() + _SETTLE_SECONDS
        while self._pid() is not None:
            try:
                self.admin().close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return True
        return False

    def _create(self) -> None:
        folder.check_space(self.layout, folder.NEEDED_TO_CREATE_MIB)
        self.layout.cluster.mkdir(exist_ok=True)
        self.programs.user.own(self.layout.cluster, 0o700)
        secrets = ensure_secrets(self.layout.root)
        result = self.programs.initialise(secrets["admin_password"], durable=self.durable)
        if result.returncode:
            raise folder.diagnose(self.layout, result.stdout + result.stderr)

    def _start(self) -> None:
        """Start; wait for orphans of a killed server to let go of the shared memory."""
        deadline = time.monotonic() + _ORPHAN_SECONDS
        settings = server_settings(self.layout, durable=self.durable, port=self.port)
        while True:
            self._forget_stale_pid()
            offset = self.layout.log.stat().st_size if self.layout.log.exists() else 0
            if self.programs.start(settings).returncode == 0:
                return
            words = self._log_since(offset)
            if "is still in use" not in words or time.monotonic() > deadline:
                raise folder.diagnose(self.layout, words)
            time.sleep(0.3)

    def _stop_if_unused(self) -> None:
        if not leases.holders(self.layout.leases) and not self.layout.keep.exists():
            self._stop()

    def _stop(self) -> None:
        if self._pid() is None:
            return
        result = self.programs.stop("fast")
        if result.returncode and self._pid() is not None:
            result = self.programs.stop("immediate")
            if result.returncode:
                raise DatabaseStartFailed(folder=str(self.layout.cluster), reason=result.stderr.strip())

    def _provision(self) -> None:
        """Roles and database; a mark says it was finished, so a crash in between is repaired at the next start."""
        secrets = ensure_secrets(self.layout.root)
        with self.admin() as admin:
            provision(admin, secrets)
        with self.owner() as owner:
            prepare_schemas(owner)
        self._provisioned.touch()

    @property
    def _provisioned(self) -> Path:
        return self.layout.root / "postgres.ready"

    def _prepare_folders(self) -> None:
        try:
            self.layout.root.mkdir(parents=True, exist_ok=True)
            self.layout.log.parent.mkdir(exist_ok=True)
        except OSError as problem:
            raise DatabaseFolderUnusable(folder=str(self.layout.root), reason=str(problem)) from problem
        if not os.access(self.layout.root, os.R_OK | os.W_OK | os.X_OK):
            raise DatabaseFolderUnusable(folder=str(self.layout.root), reason="permission denied")
        self._prepare_socket_dir()

    def _prepare_socket_dir(self) -> None:
        """Open to the server's user only; a folder of somebody else under that name is refused, not used."""
        place, user = self.layout.sockets, self.programs.user
        place.mkdir(mode=0o700, exist_ok=True)
        facts = place.lstat()
        if place.is_symlink() or facts.st_uid not in {user.uid, os.geteuid()}:
            raise DatabaseFolderUnusable(folder=str(place), reason="it belongs to another user")
        user.own(place, 0o700)

    def _pid(self) -> int | None:
        """The server's process id, or None when none runs on this folder."""
        try:
            pid = int((self.layout.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            is_server = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
            return pid if is_server and self._works_here(process) else None
        except (OSError, ValueError, psutil.Error):
            return None

    def _works_here(self, process: psutil.Process) -> bool:
        """A process id may have been given to the server of another folder meanwhile."""
        try:
            return os.path.realpath(process.cwd()) == str(self.layout.cluster)
        except psutil.AccessDenied:
            return True

    def _forget_stale_pid(self) -> None:
        """Remove what a killed server left: its pid may still exist as a zombie, or belong to somebody else by now."""
        if self._pid() is None:
            (self.layout.cluster / "postmaster.pid").unlink(missing_ok=True)
            for left in self.layout.sockets.glob(".s.PGSQL.*"):
                left.unlink(missing_ok=True)

    def _log_since(self, offset: int) -> str:
        try:
            with self.layout.log.open("rb") as log:
                log.seek(min(offset, self.layout.log.stat().st_size))
                return log.read().decode(errors="replace")
        except FileNotFoundError:
            return ""
