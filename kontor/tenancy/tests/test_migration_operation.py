"""What ``Isolate`` makes of a table (P7, P15), tried on tables of its own and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from kontor.kernel.ids import new_id
from kontor.tenancy.migration import Isolate, Reference
from kontor.testing.builders import make_tenant

pytestmark = pytest.mark.usefixtures("database")


@contextmanager
def made(*operations: Isolate) -> Iterator[Any]:
    """Tables made, isolated and gone again, all in one transaction of the owner."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        for each in operations:
            cursor.execute(
                f"CREATE TABLE {each.table} (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, other_id uuid, note text)"
            )
            for statement in each.statements():
                cursor.execute(statement)
        yield cursor
        transaction.set_rollback(True, using="owner")


def refused(cursor: Any, statement: str, params: list[object] | None = None) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(using="owner"):
        cursor.execute(statement, params)
    return str(caught.value)


def test_the_table_lives_in_its_schema_and_is_found_by_its_bare_name():
    with made(Isolate("thing_a", schema="audit")) as cursor:
        cursor.execute("SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = 'thing_a'::regclass")
        assert cursor.fetchone() == ("audit",)


@pytest.mark.parametrize("statement", ["UPDATE thing_b SET note = ''", "DELETE FROM thing_b", "TRUNCATE thing_b"])
def test_append_only_is_refused_for_the_owner_too(statement):
    with made(Isolate("thing_b", append_only=True)) as cursor:
        cursor.execute("INSERT INTO thing_b (id, tenant_id) VALUES (%s, %s)", [new_id(), new_id()])
        assert "append-only" in refused(cursor, statement)


def test_the_application_gets_exactly_the_rights_it_needs():
    rights = "SELECT {}".format(
        ", ".join(f"has_table_privilege('kontor_app', %s, '{r}')" for r in ("SELECT", "INSERT", "UPDATE", "DELETE"))
    )
    with made(Isolate("thing_c"), Isolate("thing_d", append_only=True)) as cursor:
        cursor.execute(rights, ["thing_c"] * 4)
        assert cursor.fetchone() == (True, True, True, True)
        cursor.execute(rights, ["thing_d"] * 4)
        assert cursor.fetchone() == (True, True, False, False)
        cursor.execute("SELECT has_table_privilege('kontor_app', 'thing_c', 'TRUNCATE')")
        assert cursor.fetchone() == (False,)


def test_references_carry_the_tenant():
    tenant, other = make_tenant(), make_tenant()
    insert = "INSERT INTO thing_e (id, tenant_id, other_id) VALUES (%s, %s, %s)"
    with made(Isolate("thing_e", references={"other_id": "organisation"})) as cursor:
        cursor.execute(insert, [new_id(), tenant.id, tenant.company.id])
        assert "in_tenant" in refused(cursor, insert, [new_id(), tenant.id, other.company.id])


def test_a_reference_may_cascade_or_leave_the_tenant():
    tenant = make_tenant()
    parent, child = new_id(), new_id()
    shared = Reference("user_account", shared=True)
    with made(
        Isolate("thing_f"), Isolate("thing_g", references={"other_id": Reference("thing_f", on_delete="CASCADE")})
    ) as cursor:
        cursor.execute("INSERT INTO thing_f (id, tenant_id) VALUES (%s, %s)", [parent, tenant.id])
        cursor.execute("INSERT INTO thing_g (id, tenant_id, other_id) VALUES (%s, %s, %s)", [child, tenant.id, parent])
        cursor.execute("DELETE FROM thing_f")
        cursor.execute("SELECT count(*) FROM thing_g")
        assert cursor.fetchone() == (0,)
    with made(Isolate("thing_h", references={"other_id": shared})) as cursor:
        insert = "INSERT INTO thing_h (id, tenant_id, other_id) VALUES (%s, %s, %s)"
        with pytest.raises(IntegrityError), transaction.atomic(using="owner"):
            cursor.execute(insert, [new_id(), tenant.id, new_id()])


def test_an_insert_without_tenant_takes_the_current_one():
    tenant = make_tenant()
    with made(Isolate("thing_i")) as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [str(tenant.id)])
        cursor.execute("INSERT INTO thing_i (id) VALUES (%s) RETURNING tenant_id", [new_id()])
        assert cursor.fetchone() == (tenant.id,)


def test_an_unknown_schema_is_refused_when_the_migration_is_read():
    with pytest.raises(ValueError, match="schema is one of"):
        Isolate("thing", schema="secret")
