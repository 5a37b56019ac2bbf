"""Roles and database of an installation: one owner for the tables, one application role for everything else."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

from kontor.runtime.configuration.database import APP_ROLE, DATABASE_NAME, OWNER_ROLE

# Tables without a schema of their own are made in ``public``; tenancy's migration operation moves the others.
SCHEMAS = ("metadata", "transactions", "audit", "analytics")
SEARCH_PATH = ", ".join(("public", *SCHEMAS))

_APP_SETTINGS = {
    "search_path": SEARCH_PATH,
    "statement_timeout": "60s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
    # A page of fifty rows is done before a parallel worker has started [2 ms against 18 ms for a filtered list].
    "max_parallel_workers_per_gather": "0",
}
_OWNER_SETTINGS = {"search_path": SEARCH_PATH, "lock_timeout": "60s"}


def provision(admin: psycopg.Connection, passwords: Mapping[str, str], database: str = DATABASE_NAME) -> None:
    """Make roles and database where missing; running it again changes nothing.

    ``admin`` is an autocommit connection of a role that may create roles and databases. ``passwords`` has
    ``owner_password`` and ``app_password``. The owner bypasses row-level security, because migrations and backups
    cover all tenants; the application role is neither owner nor superuser, so the policies always bind it (ADR 0003).
    """
    _role(admin, OWNER_ROLE, passwords["owner_password"], sql.SQL("BYPASSRLS"), _OWNER_SETTINGS)
    _role(admin, APP_ROLE, passwords["app_password"], sql.SQL("NOBYPASSRLS"), _APP_SETTINGS)
    create_database(admin, database)


def create_database(admin: psycopg.Connection, database: str) -> None:
    """Make an empty database of the owner role where missing."""
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone() is None:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
        admin.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER_ROLE)))


def prepare_schemas(owner: psycopg.Connection) -> None:
    """Schemas and default rights of a new database, as its owner."""
    app = sql.Identifier(APP_ROLE)
    for name in ("public", *SCHEMAS):
        schema = sql.Identifier(name)
        if name != "public":
            owner.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        owner.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, app))
    for rights, things in (
        ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
        ("USAGE, SELECT", "SEQUENCES"),
        ("EXECUTE", "FUNCTIONS"),
        ("USAGE", "TYPES"),
    ):
        statement = sql.SQL("ALTER DEFAULT PRIVILEGES GRANT {} ON {} TO {}")
        owner.execute(statement.format(sql.SQL(rights), sql.SQL(things), app))


def _role(
    admin: psycopg.Connection, name: str, password: str, attributes: sql.SQL, settings: Mapping[str, str]
) -> None:
    role = sql.Identifier(name)
    exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    verb = sql.SQL("ALTER" if exists else "CREATE")
    admin.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE {} PASSWORD {}").format(
            verb, role, attributes, sql.Literal(password)
        )
    )
    for setting, value in settings.items():
        shown = sql.SQL(value) if setting == "search_path" else sql.Literal(value)
        admin.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(setting), shown))
