"""No table with a tenant is left without row-level security, whoever made it (P15, Q1)."""

from __future__ import annotations

import pytest
from django.db import connections

pytestmark = pytest.mark.usefixtures("database")

_TENANT_TABLES = """
    SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity, c.relforcerowsecurity,
           coalesce((SELECT array_agg(coalesce(p.polqual, p.polwithcheck) IS NOT NULL) FROM pg_policy p
                      WHERE p.polrelid = c.oid), '{}'),
           pg_get_userbyid(c.relowner)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg_%'
"""
_PARTITIONS = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relispartition AND c.relkind = 'r' AND n.nspname NOT LIKE 'pg_%'
       AND has_table_privilege('kontor_app', c.oid, 'SELECT') AND NOT c.relrowsecurity
"""
_VIEWS = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('v', 'm') AND n.nspname IN ('public', 'metadata', 'transactions', 'audit', 'analytics')
       AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=true'], false)
       AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=on'], false)
"""


# Who belongs to which tenant must be known before a tenant is chosen; these tables are read by guarded functions.
_BEFORE_SIGN_IN: frozenset[str] = frozenset()


def _rows(sql: str):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_with_a_tenant_is_guarded():
    tables = {name: rest for name, *rest in _rows(_TENANT_TABLES)}
    assert len(tables) > 5
    open_tables = [name for name, (enabled, *_) in tables.items() if not enabled and name not in _BEFORE_SIGN_IN]
    assert not open_tables, "use tenancy.migration.Isolate in the migration"


def test_the_guard_binds_the_owner_too():
    assert not [name for name, enabled, forced, *_ in _rows(_TENANT_TABLES) if enabled and not forced]


def test_every_guarded_table_has_a_policy():
    assert not [name for name, enabled, _, policies, _ in _rows(_TENANT_TABLES) if enabled and not any(policies)]


def test_tables_belong_to_the_owner_role():
    assert {owner for *_, owner in _rows(_TENANT_TABLES)} == {"kontor_owner"}


def test_partitions_are_not_a_way_around():
    assert not _rows(_PARTITIONS), "the application may read a partition directly, past the policy of its parent"


def test_views_look_with_the_eyes_of_their_reader():
    assert not _rows(_VIEWS), "make it WITH (security_invoker = true)"


def test_without_a_tenant_nothing_is_seen():
    seen = {}
    for name, *_ in _rows(_TENANT_TABLES):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [name])
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT count(*) FROM {name}")
                seen[name] = cursor.fetchone()[0]
    assert seen and not any(seen.values())
