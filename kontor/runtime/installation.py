"""One installation: its data folder, its database (embedded or external), its schema up to date."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from kontor.runtime.configuration import environment
from kontor.runtime.configuration.database import is_external
from kontor.runtime.configuration.secrets_file import ensure_secrets
from kontor.runtime.errors import NoEmbeddedDatabase
from kontor.runtime.postgres.supervisor import Supervisor

# Holds the fingerprint of the migrations the embedded database was last brought up to.
SCHEMA_MARK = "schema.state"


def choose(data_dir: Path | None) -> Path:
    """Settle the data folder for this process and everything it starts; make its secrets."""
    chosen = (data_dir or environment.data_dir()).expanduser().absolute()
    os.environ["DATA_DIR"] = str(chosen)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.runtime.settings")
    return chosen


def supervisor(data_dir: Path) -> Supervisor:
    """The supervisor of the embedded server.

    Raises:
        NoEmbeddedDatabase: DATABASE_URL is set.
    """
    if is_external():
        raise NoEmbeddedDatabase()
    return Supervisor(data_dir, port=environment.number("KONTOR_DB_PORT", 0) or None)


def recreate_database(data_dir: Path) -> None:
    """Drop the embedded database with everything in it and make an empty one. The server must be running."""
    from kontor.runtime.configuration.database import DATABASE_NAME
    from kontor.runtime.postgres.provision import create_database, prepare_schemas

    server = supervisor(data_dir)
    with server.admin() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE_NAME} WITH (FORCE)")
        create_database(admin, DATABASE_NAME)
    with server.owner() as owner:
        prepare_schemas(owner)
    (data_dir / SCHEMA_MARK).unlink(missing_ok=True)


@contextmanager
def database(data_dir: Path) -> Iterator[Callable[[], None]]:
    """Have the database up for the length of the block; nothing to do for an external one.

    Yields a function for those who stay long: it starts an embedded server again that was killed meanwhile.
    """
    if is_external():
        if not os.environ.get("SECRET_KEY"):
            ensure_secrets(data_dir)
        yield lambda: None
        return
    with supervisor(data_dir).running() as server:
        yield server.revive


def setup_django() -> None:
    """Load settings and rooms. Takes about a second, so commands that can do without do without."""
    import django

    django.setup()


def schema_state() -> str:
    """Fingerprint of every migration in the house and of the libraries that bring tables."""
    digest = hashlib.sha256()
    for package in ("django", "django-allauth", "procrastinate"):
        digest.update(f"{package} {version(package)}".encode())
    house = environment.PROJECT_DIR / "kontor"
    for path in sorted([*house.glob("**/migrations/*.py"), *house.glob("**/*.sql")]):
        digest.update(str(path.relative_to(house)).encode() + path.read_bytes())
    return digest.hexdigest()


def migrate(data_dir: Path, report: Callable[[str], None] = lambda line: None) -> bool:
    """Bring the schema up to date as the owner role; True when anything had to be looked at.

    An embedded database remembers the state it was last migrated to, which makes a second start quick.
    """
    mark, state = data_dir / SCHEMA_MARK, schema_state()
    if not is_external() and mark.exists() and mark.read_text() == state:
        return False
    setup_django()
    _run_migrations(report)
    if not is_external():
        mark.write_text(state)
    return True


def _run_migrations(report: Callable[[str], None]) -> None:
    """Migrations, one line per migration to ``report``; schemas and rights first on an external server."""
    import psycopg
    from django.core.management import call_command
    from django.db import connections

    from kontor.runtime.postgres.provision import prepare_schemas

    owner = connections["owner"]
    if is_external():
        with psycopg.connect(**owner.get_connection_params(), autocommit=True) as connection:
            prepare_schemas(connection)
    call_command("migrate", database="owner", interactive=False, verbosity=1, stdout=_Lines(report))
    owner.close()


class _Lines:
    """A stream that hands whole lines on."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report, self._rest = report, ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip():
                self._report(line.strip())
        return len(text)

    def flush(self) -> None:
        """Nothing is held back but the unfinished line."""
