"""A PostgreSQL connection for comparing the two back ends; no table, no migration is needed."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from kontor.runtime.postgres.supervisor import Supervisor
from kontor.testing.database import cluster_dir


@pytest.fixture(scope="session")
def postgres() -> Iterator[psycopg.Connection]:
    """A read-only connection to the test server, in a time zone that is not UTC."""
    supervisor = Supervisor(cluster_dir(), durable=False)
    with supervisor.running(), supervisor.admin() as connection:
        connection.autocommit = True
        connection.execute("SET default_transaction_read_only = on")
        connection.execute("SET timezone = 'America/New_York'")
        yield connection
