"""Row counts and checksums of every table, to tell whether two databases hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

# Partitions are listed themselves, so their parents (kind p) would count twice.
_TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence = 'p'
       AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_%'
     ORDER BY 1, 2
"""
# The sum does not depend on the order of rows; 64 bits per row, exact as numeric.
_CHECKSUM = "SELECT count(*), coalesce(sum(hashtextextended(kontor_row::text, 0)::numeric), 0)::text FROM {} kontor_row"
# How values print must not depend on the session.
_SESSION = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET extra_float_digits = 1"


@dataclass(frozen=True, slots=True)
class TableState:
    """What one table holds; ``checksum`` is a decimal number as text."""

    name: str
    rows: int
    checksum: str


def table_states(connection: psycopg.Connection) -> Iterator[TableState]:
    """Every table of the database as the connection's transaction sees it, sorted by name."""
    connection.execute(_SESSION)
    for schema, table in connection.execute(_TABLES).fetchall():
        row = connection.execute(sql.SQL(_CHECKSUM).format(sql.Identifier(schema, table))).fetchone()
        if row is not None:
            yield TableState(f"{schema}.{table}", row[0], row[1])


def count_tables(connection: psycopg.Connection) -> int:
    """How many tables there are."""
    return len(connection.execute(_TABLES).fetchall())


def differences(expected: list[TableState], actual: list[TableState]) -> list[str]:
    """Names of tables that are missing, surplus or hold something else."""
    before, after = {each.name: each for each in expected}, {each.name: each for each in actual}
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
