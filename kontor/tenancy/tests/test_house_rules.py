"""Rules every table of every installed room keeps, read from the database's own catalogue (P15)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections

pytestmark = pytest.mark.usefixtures("database")

SCHEMAS = ("public", "metadata", "transactions", "audit", "analytics")

TENANT_TABLES = """
SELECT c.oid, c.relname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY (%s)
"""

#: Policies beside the tenant's own, each with its reason.
OTHER_POLICIES = {
    ("membership", "own_memberships"),  # sign-in lists a user's tenants before one is chosen
    ("tenant", "tenant_isolation"),  # its id is the tenant
    ("tenant", "own_tenants"),
}


def rows(sql: str, *params: Any) -> list[Any]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_every_tenant_table_has_the_tenant_policy_for_reading_and_writing():
    found = rows(
        f"SELECT t.relname, p.polname, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),"
        f" p.polcmd, p.polpermissive FROM ({TENANT_TABLES}) t LEFT JOIN pg_policy p ON p.polrelid = t.oid"
        " AND p.polroles && ARRAY[0, 'kontor_app'::regrole]::oid[]",  # what binds the application
        list(SCHEMAS),
    )
    assert len(found) > 10
    for table, policy, using, check, command, _ in found:
        if (table, policy) in OTHER_POLICIES:
            continue
        assert policy == "tenant_isolation", f"{table}: policy {policy} is not known here"
        assert command == "*", f"{table}: the policy must hold for every command"
        for condition in (using, check):
            text = " ".join(condition.split())
            assert text.startswith("(tenant_id = ( SELECT"), f"{table}: {text}"
            assert "app.tenant_id" in text, f"{table}: {text}"


def test_foreign_keys_between_tables_of_tenants_carry_the_tenant():
    found = rows(
        f"""
        WITH t AS ({TENANT_TABLES})
        SELECT s.relname, k.conname, r.relname,
          (SELECT count(*) FROM unnest(k.conkey, k.confkey) AS c (mine, theirs)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.mine AND a.attname = 'tenant_id'
            JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = c.theirs AND b.attname = 'tenant_id')
        FROM pg_constraint k JOIN t s ON s.oid = k.conrelid JOIN t r ON r.oid = k.confrelid
        WHERE k.contype = 'f'
        """,
        list(SCHEMAS),
    )
    assert found
    assert [f"{table}.{name} → {target}" for table, name, target, carried in found if not carried] == []


def test_unique_keys_of_tenant_tables_begin_with_the_tenant():
    """A key without the tenant would tell one tenant, by refusing a value, what another one has."""
    found = rows(
        f"""
        SELECT t.relname, i.indexrelid::regclass::text FROM ({TENANT_TABLES}) t JOIN pg_index i ON i.indrelid = t.oid
        WHERE i.indisunique AND t.relname <> 'tenant' AND NOT EXISTS (
          SELECT 1 FROM pg_attribute a
          WHERE a.attrelid = t.oid AND a.attnum = ANY (i.indkey) AND a.attname = 'tenant_id')
        """,
        list(SCHEMAS),
    )
    assert found == []


def test_views_run_with_the_rights_of_the_caller():
    found = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'v' AND n.nspname = ANY (%s)"
        " AND NOT coalesce(c.reloptions, '{}') @> '{security_invoker=true}'",
        list(SCHEMAS),
    )
    assert found == []


def test_functions_with_the_owners_rights_pin_their_search_path():
    found = rows(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prosecdef AND n.nspname = ANY (%s)"
        " AND NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%%')",
        list(SCHEMAS),
    )
    assert found == []


def test_the_application_can_neither_create_nor_truncate_nor_become_another_role():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname FROM pg_namespace n WHERE has_schema_privilege(n.oid, 'CREATE') AND n.nspname = ANY (%s)",
            [list(SCHEMAS)],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY (%s) AND has_table_privilege(c.oid, 'TRUNCATE')",
            [list(SCHEMAS)],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT r.rolname FROM pg_roles r WHERE pg_has_role(r.oid, 'MEMBER') AND r.rolname <> current_user"
        )
        assert cursor.fetchall() == []
