"""One embedded PostgreSQL for all test workers on this machine, and a fresh database for each of them.

The server forgets durability and lives in the temporary folder. Migrating takes seconds, so it happens once per
state of the migrations, into a template database; a worker copies the template. A template outlives the run.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from kontor.runtime.configuration.database import APP_ROLE, OWNER_ROLE
from kontor.runtime.configuration.environment import PROJECT_DIR
from kontor.runtime.configuration.secrets_file import ensure_secrets
from kontor.runtime.postgres import leases
from kontor.runtime.postgres.provision import create_database, prepare_schemas
from kontor.runtime.postgres.supervisor import Supervisor

_KEPT_TEMPLATES = 4
_TEST_CONNECTIONS = 12


@dataclass(frozen=True, slots=True)
class WorkerDatabase:
    """The database of one test worker; the passwords belong to a server that only this machine's user reaches."""

    name: str
    host: str
    app_password: str
    owner_password: str

    def url(self, role: str = APP_ROLE) -> str:
        """Connection address as programs started by a test want it (DATABASE_URL, DATABASE_OWNER_URL)."""
        password = self.app_password if role == APP_ROLE else self.owner_password
        return f"postgresql://{role}:{password}@/{self.name}?host={self.host}"


@contextmanager
def worker_database(*, rebuild: bool = False) -> Iterator[WorkerDatabase]:
    """Start or join the test server, make this worker's database, point Django at it; drop it afterwards."""
    supervisor = Supervisor(cluster_dir(), durable=False)
    with supervisor.running():
        template = ensure_template(supervisor, rebuild=rebuild)
        name = f"test_{os.getpid()}_{uuid4().hex[:6]}"
        clone(supervisor, template, name)
        point_django_at(supervisor, name)
        try:
            yield _describe(supervisor, name)
        finally:
            close_connections()
            drop(supervisor, name)


def cluster_dir() -> Path:
    """The server's folder: one per checkout and user."""
    digest = hashlib.sha256(str(PROJECT_DIR).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"kontor-tests-{os.geteuid()}-{digest}"


def ensure_template(supervisor: Supervisor, *, rebuild: bool = False) -> str:
    """Name of the migrated template for the present migrations, made when missing; one process makes it."""
    name = f"template_{migrations_fingerprint()}"
    with leases.exclusive(supervisor.layout.root / "template.lock"), supervisor.admin() as admin:
        _drop_left_behind(admin)
        if rebuild:
            _drop(admin, name)
        if not _exists(admin, name):
            _drop_old_templates(admin)
            _build(supervisor, admin, name)
    return name


def clone(supervisor: Supervisor, template: str, name: str) -> None:
    """Copy a database; file by file is quickest when nothing is synced."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy")
    with leases.exclusive(supervisor.layout.root / "template.lock"), supervisor.admin() as admin:
        admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER_ROLE)))


def drop(supervisor: Supervisor, name: str) -> None:
    """Remove a database, whoever is still connected."""
    with supervisor.admin() as admin:
        _drop(admin, name)


def point_django_at(supervisor: Supervisor, name: str) -> None:
    """Change both aliases in place, for this thread and for every connection made later."""
    close_connections()
    secrets = ensure_secrets(supervisor.layout.root)
    roles = {"default": (APP_ROLE, secrets["app_password"]), "owner": (OWNER_ROLE, secrets["owner_password"])}
    for alias, (role, password) in roles.items():
        changes = {"NAME": name, "USER": role, "PASSWORD": password, "HOST": str(supervisor.layout.sockets), "PORT": ""}
        connections.settings[alias].update(changes)
        connections[alias].settings_dict.update(changes)
    pool = connections.settings["default"]["OPTIONS"]["pool"]
    pool["max_size"] = _TEST_CONNECTIONS


def close_connections() -> None:
    """Close this thread's connections and the pools behind them."""
    for alias in ("default", "owner"):
        connection = connections[alias]
        connection.close()
        if connection.settings_dict["OPTIONS"].get("pool"):
            connection.close_pool()  # type: ignore[attr-defined]


def migrations_fingerprint() -> str:
    """Changes whenever a migration, a piece of SQL, the operation they use or a library with tables changes."""
    digest = hashlib.sha256()
    for package in ("django", "django-allauth", "procrastinate"):
        digest.update(version(package).encode())
    digest.update("".join(settings.INSTALLED_APPS).encode())
    for path in sorted(_schema_sources(PROJECT_DIR / "kontor")):
        digest.update(str(path.relative_to(PROJECT_DIR)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _schema_sources(house: Path) -> Iterator[Path]:
    yield from house.glob("**/migrations/*.py")
    yield from house.glob("**/*.sql")
    yield from house.glob("tenancy/migration*.py")
    yield from house.glob("tenancy/migration/*.py")
    yield house / "runtime" / "postgres" / "provision.py"


def _build(supervisor: Supervisor, admin: psycopg.Connection, name: str) -> None:
    """Migrate into a database with another name and rename it when complete."""
    draft = f"building_{os.getpid()}_{name[-6:]}"
    create_database(admin, draft)
    try:
        with supervisor.owner(draft) as owner:
            prepare_schemas(owner)
        point_django_at(supervisor, draft)
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        close_connections()
        admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))
    except BaseException:
        close_connections()
        _drop(admin, draft)
        raise


def _describe(supervisor: Supervisor, name: str) -> WorkerDatabase:
    secrets = ensure_secrets(supervisor.layout.root)
    return WorkerDatabase(name, str(supervisor.layout.sockets), secrets["app_password"], secrets["owner_password"])


def _exists(admin: psycopg.Connection, name: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def _drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_left_behind(admin: psycopg.Connection) -> None:
    """Databases of test processes that were killed."""
    for (name,) in admin.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^(test|building)_\d+_'").fetchall():
        if not psutil.pid_exists(int(name.split("_")[1])):
            with suppress(psycopg.Error):
                _drop(admin, name)


def _drop_old_templates(admin: psycopg.Connection) -> None:
    """Keep the newest few: engineers on one machine may be on different migrations."""
    rows = admin.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^template_' ORDER BY oid DESC").fetchall()
    for (name,) in rows[_KEPT_TEMPLATES - 1 :]:
        with suppress(psycopg.Error):
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
