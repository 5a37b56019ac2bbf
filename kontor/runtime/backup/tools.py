"""pg_dump and pg_restore of the wheel, speaking as the owner role."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from typing import Any

import psycopg

from kontor.runtime.errors import DatabaseToolFailed
from kontor.runtime.postgres.binaries import wheel_bin

_LIBPQ = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
_OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


def owner_settings() -> Mapping[str, Any]:
    """Django's settings of the owner connection."""
    from django.conf import settings

    found: Mapping[str, Any] = settings.DATABASES["owner"]
    return found


def connect() -> psycopg.Connection:
    """A connection as the owner role, outside Django's pool."""
    settings = owner_settings()
    return psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=settings["NAME"],
        **settings["OPTIONS"],
    )


def run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password travels in the environment, never on the command line.

    Raises:
        DatabaseToolFailed: with the program's own first complaint.
    """
    settings = owner_settings()
    given = {variable: str(settings[key]) for key, variable in _LIBPQ.items() if settings[key]}
    given |= {
        variable: str(settings["OPTIONS"][key]) for key, variable in _OPTIONS.items() if key in settings["OPTIONS"]
    }
    result = subprocess.run(
        [str(wheel_bin() / name), *arguments],
        env=os.environ | given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        complaint = next((each for each in result.stderr.splitlines() if "error:" in each), result.stderr.strip())
        raise DatabaseToolFailed(tool=name, reason=complaint or f"exit code {result.returncode}")
