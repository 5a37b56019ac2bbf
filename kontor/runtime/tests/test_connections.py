"""The two roles and the pooled, prepared application connection (Q1, Q4)."""

from __future__ import annotations

import pytest
from django.db import connection, connections, transaction

from kontor.testing.parallel import run_parallel

pytestmark = pytest.mark.usefixtures("database")


def _one(sql: str, alias: str = "default"):
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def test_application_role_is_neither_owner_nor_superuser():  # Q1
    assert _one("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == (
        "kontor_app",
        False,
        False,
    )
    assert _one("SELECT current_user", "owner") == ("kontor_owner",)


def test_application_role_cannot_change_tables():  # Q1
    with pytest.raises(Exception, match=r"permission denied|must be owner"):
        _one("CREATE TABLE public.of_my_own (id int)")


def test_statements_are_prepared_at_first_use():
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int + 41", [1])
        assert cursor.fetchone() == (42,)
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert ("SELECT $1::int + 41",) in cursor.fetchall()


def test_transaction_settings_end_with_the_transaction_on_a_pooled_connection():
    with transaction.atomic():
        _one("SELECT set_config('app.tenant_id', 'a', true)")
        assert _one("SELECT current_setting('app.tenant_id', true)") == ("a",)
    assert _one("SELECT current_setting('app.tenant_id', true)") in {(None,), ("",)}


def test_more_tasks_than_connections_take_turns():
    found = run_parallel([lambda: _one("SELECT pg_sleep(0.01), 1")[1]] * 60, threads=30)
    assert found == [1] * 60
