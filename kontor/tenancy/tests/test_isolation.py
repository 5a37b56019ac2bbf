"""Tenants cannot reach each other, whatever SQL the application role is made to run (P15)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.tenancy import api, context
from kontor.tenancy.errors import OutsideUnitOfWork, TenantSuspended, TenantUnknown
from kontor.tenancy.models import Organisation
from kontor.testing.builders import make_actor, make_organisation, make_tenant

pytestmark = pytest.mark.usefixtures("database")


def rows(sql: str, params: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_the_application_role_is_neither_owner_nor_superuser():
    found = rows(
        "SELECT r.rolsuper, r.rolbypassrls, pg_has_role(r.oid, c.relowner, 'MEMBER')"
        " FROM pg_roles r, pg_class c WHERE r.rolname = current_user AND c.oid = 'organisation'::regclass"
    )
    assert found == [(False, False, False)]


def test_every_table_with_a_tenant_forces_row_level_security():
    """The migration operation was forgotten nowhere; partitions are reached through their parent only."""
    found = rows("""
        SELECT c.relname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'metadata', 'transactions', 'audit', 'analytics')
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
          AND NOT (c.relispartition AND NOT has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE'))
    """)
    assert found == []


@pytest.mark.parametrize(
    "hostile",
    [
        "SELECT id FROM organisation WHERE id = %(id)s",
        "SELECT id FROM organisation WHERE id = %(id)s OR 1 = 1",
        "SELECT id FROM membership UNION SELECT id FROM organisation WHERE id = %(id)s",
        "SELECT o.id FROM (VALUES (1)) v LEFT JOIN organisation o ON true WHERE o.tenant_id <> kontor_tenant()",
        "SELECT id FROM tenant WHERE id <> kontor_tenant()",
        "UPDATE organisation SET name = 'mine' WHERE id = %(id)s RETURNING id",
        "DELETE FROM organisation WHERE id = %(id)s RETURNING id",
        "WITH gone AS (DELETE FROM organisation WHERE tenant_id <> kontor_tenant() RETURNING id) SELECT id FROM gone",
    ],
)
def test_hostile_statements_find_nothing_of_another_tenant(hostile, tenant):
    victim = make_organisation(make_tenant(), "victim")
    with api.working(tenant.system):
        found = [row for row in rows(hostile, {"id": victim.id}) if row[0] not in own_ids(tenant)]
    assert found == []


def own_ids(tenant) -> set[UUID]:
    return {tenant.id, *api.organisations()}


def test_a_row_cannot_be_written_for_or_moved_to_another_tenant(tenant):
    other = make_tenant()
    for statement in (
        "UPDATE organisation SET tenant_id = %s WHERE code = 'CO'",
        "INSERT INTO membership (tenant_id, id, user_id, organisation_id, is_active, created_at)"
        " SELECT %s, gen_random_uuid(), gen_random_uuid(), id, true, now() FROM organisation",
    ):
        with pytest.raises(DatabaseError, match="row-level security"), api.working(tenant.system):
            rows(statement + " RETURNING 1", [other.id])


def test_a_composite_foreign_key_refuses_the_id_of_another_tenant(tenant, actor):
    foreign = make_tenant().company.id
    with pytest.raises(IntegrityError, match="in_tenant"), api.working(tenant.system), connection.cursor() as cursor:
        cursor.execute("UPDATE membership SET organisation_id = %s", [foreign])


def test_a_reference_is_refused_for_the_owner_of_the_tables_too(tenant):
    foreign = make_tenant().company
    with pytest.raises(IntegrityError, match="in_tenant"), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE organisation SET parent_id = %s WHERE id = %s", [foreign.id, tenant.company.id])


def test_without_a_tenant_nothing_is_there(tenant, actor):
    for table in ("tenant", "organisation", "membership"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)]
    with pytest.raises(OutsideUnitOfWork):
        Organisation.objects.count()


def test_the_settings_end_with_the_transaction_and_read_back_empty(tenant):
    with transaction.atomic():
        rows("SELECT kontor_begin(%s, %s)", [tenant.id, tenant.system.user_id])
        assert rows("SELECT kontor_tenant()") == [(tenant.id,)]
    assert rows("SELECT current_setting('app.tenant_id', true)") in ([("",)], [(None,)])
    assert rows("SELECT kontor_tenant(), (SELECT count(*) FROM organisation)") == [(None, 0)]


def test_a_rolled_back_unit_leaves_no_setting_either(tenant):
    with pytest.raises(ZeroDivisionError), api.working(tenant.system):
        raise ZeroDivisionError
    assert rows("SELECT kontor_tenant()") == [(None,)]


def test_the_manager_filters_even_where_row_level_security_would_not(tenant):
    make_tenant()
    with api.working(tenant.system):
        counted = Organisation.objects.using("owner").count()
    assert counted == 1


def test_own_memberships_are_readable_before_a_tenant_is_chosen(tenant):
    ann, ben = make_actor(tenant, name="Ann"), make_actor(tenant, name="Ben")
    second = make_tenant()
    api.add_member(second.system, ann.user_id, second.company.id)
    assert [each.id for each in api.tenants_of(ann.user_id)] == [tenant.id, second.id]
    assert [each.id for each in api.tenants_of(ben.user_id)] == [tenant.id]
    assert rows("SELECT count(*) FROM membership") == [(0,)]


def test_own_memberships_can_be_read_but_not_changed_without_their_tenant(tenant, actor):
    with transaction.atomic():
        rows("SELECT set_config('app.user_id', %s, true)", [str(actor.user_id)])
        assert rows("SELECT user_id FROM membership") == [(actor.user_id,)]
        assert rows("UPDATE membership SET is_active = false RETURNING id") == []


def test_the_directory_of_tenants_cannot_be_read(tenant):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows("SELECT code FROM tenant_directory")
    assert api.find_tenant(tenant.code) == tenant.id
    assert tenant.id in api.tenant_ids()


def test_the_code_of_a_tenant_stays(tenant):
    with pytest.raises(DatabaseError, match="code of a tenant stays"), api.working(tenant.system):
        rows("UPDATE tenant SET code = 'other' RETURNING id")


def test_migration_history_is_out_of_reach():
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows("DELETE FROM django_migrations RETURNING id")


def test_a_job_visits_every_tenant_but_suspended_ones_and_stumbles_over_none(tenant, monkeypatch):
    others = [make_tenant() for _ in range(3)]
    monkeypatch.setattr("kontor.tenancy.services.tenants.tenant_ids", lambda: [each.id for each in (tenant, *others)])
    api.set_active(others[1].system, False)
    seen = []

    def job(tenant_id: UUID) -> None:
        with api.working(Actor.system(tenant_id)):
            seen.append(tenant_id)
            if tenant_id == others[0].id:
                raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as caught:
        api.each_tenant(job)
    assert seen == [tenant.id, others[0].id, others[2].id]
    assert [type(each) for each in caught.value.exceptions] == [ZeroDivisionError]


def test_an_unknown_or_suspended_tenant_opens_no_unit_of_work(tenant, actor):
    stranger = tenant.system.replace(tenant_id=new_id())
    with pytest.raises(TenantUnknown), api.working(stranger):
        pass
    api.set_active(actor, False)
    with pytest.raises(TenantSuspended), api.working(actor):
        pass
    api.set_active(actor, True)
    with api.working(actor):
        assert context.current_tenant_id() == tenant.id
