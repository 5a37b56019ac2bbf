"""Running initdb and pg_ctl on one data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kontor.runtime.postgres.binaries import bin_for
from kontor.runtime.postgres.layout import Layout
from kontor.runtime.postgres.osuser import ServerUser

ADMIN_ROLE = "kontor_admin"
START_SECONDS = 120
_LOG_LIMIT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL's programs, run as the server's user with the data folder as working directory.

    The folder is named ``/proc/self/cwd``: the server then never walks the path to it, so parents that are
    closed to its user (``/root``, a private temporary folder) may stay closed.
    """

    layout: Layout
    user: ServerUser

    def initialise(self, password: str, *, durable: bool) -> subprocess.CompletedProcess[str]:
        """Make a new cluster whose only role is the administrator."""
        secret = self.layout.sockets / "initdb.secret"
        secret.write_text(password + "\n")
        self.user.own(secret, 0o600)
        try:
            return self._run("initdb", *_init_options(secret, durable))
        finally:
            secret.unlink(missing_ok=True)

    def start(self, settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Start and wait until connections are accepted; the server's words go to its log."""
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        return self._run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-o", options, log=self.layout.log)

    def stop(self, mode: str = "fast") -> subprocess.CompletedProcess[str]:
        """Stop and wait; ``fast`` rolls open transactions back."""
        return self._run("pg_ctl", "stop", "-w", "-t", "60", "-m", mode)

    def _run(self, name: str, *arguments: str, log: Path | None = None) -> subprocess.CompletedProcess[str]:
        program = bin_for(self.user) / name
        command = [str(program), *arguments[:1], "-D", self._folder(), *arguments[1:]]
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}
        common = {"cwd": self.layout.cluster, "env": environment, **self.user.spawn_options()}
        if log is None:
            return subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **common
            )
        rotate(log)
        with log.open("ab") as sink:
            return subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, text=True, check=False, **common
            )

    def _folder(self) -> str:
        return "/proc/self/cwd" if sys.platform == "linux" else str(self.layout.cluster)


def rotate(log: Path) -> None:
    """Keep one old log of at most ten megabytes."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))


def server_settings(layout: Layout, *, durable: bool, port: int | None) -> dict[str, str]:
    """Settings given at every start, above whatever the folder's own configuration says.

    ``port`` opens the loopback address too; both ways in need a password (scram).
    """
    settings = {
        "unix_socket_directories": str(layout.sockets),
        "unix_socket_permissions": "0700",
        "listen_addresses": "127.0.0.1" if port else "",
        "port": str(port or 5432),
        "max_connections": "120",
        "shared_buffers": os.environ.get("KONTOR_DB_MEMORY", "256MB"),
        "work_mem": "16MB",
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u ",
        "idle_in_transaction_session_timeout": "10min",
        "password_encryption": "scram-sha-256",
    }
    return settings if durable else settings | _FORGETFUL


# For tests: a crash of the machine may lose everything, a crash of the server loses nothing.
_FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "300",
    "shared_buffers": "256MB",
}


def _init_options(secret: Path, durable: bool) -> Sequence[str]:
    # scram at both doors; text sorts by code point alike on every platform, without ICU or the C library.
    options = [f"--username={ADMIN_ROLE}", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
    return options if durable else [*options, "--no-sync"]
