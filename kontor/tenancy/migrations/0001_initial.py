"""Schemas, grants, the functions of the unit of work, and the tables of tenancy (P14, P15)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import (
    APP_ROLE,
    CURRENT_TENANT,
    CURRENT_USER,
    SCHEMAS,
    SEARCH_PATH,
    Isolate,
    Reference,
    grants,
)

FOUNDATION = f"""
{"".join(f"CREATE SCHEMA IF NOT EXISTS {each}; GRANT USAGE ON SCHEMA {each} TO {APP_ROLE}; " for each in SCHEMAS)}
GRANT USAGE ON SCHEMA public TO {APP_ROLE};

-- Tables all tenants share (users, sign-in, jobs) stay in public; those to come are granted as they are made.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APP_ROLE};

CREATE FUNCTION public.kontor_tenant() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;

CREATE FUNCTION public.kontor_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""

UNIT_OF_WORK = """
-- One round trip opens a unit of work: settings of this transaction only, and the published configuration.
-- It runs as the caller: the settings come first, so the policy lets the tenant see itself.
CREATE FUNCTION public.kontor_begin(asked_tenant uuid, asked_user uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE version uuid; active boolean;
BEGIN
  PERFORM set_config('app.tenant_id', asked_tenant::text, true),
          set_config('app.user_id', coalesce(asked_user::text, ''), true);
  SELECT config_version_id, is_active INTO version, active FROM metadata.tenant WHERE id = asked_tenant;
  IF NOT FOUND THEN RAISE EXCEPTION 'no tenant %', asked_tenant USING ERRCODE = 'KT404'; END IF;
  IF NOT active THEN RAISE EXCEPTION 'tenant % is suspended', asked_tenant USING ERRCODE = 'KT403'; END IF;
  RETURN version;
END $$;
"""

# Codes and ids of all tenants, for the two questions asked before a tenant is chosen. The application cannot read the
# table: it can only ask for one code, or for the bare ids.
DIRECTORY = """
CREATE TABLE metadata.tenant_directory (id uuid PRIMARY KEY, code text NOT NULL CONSTRAINT tenant_code_once UNIQUE);
REVOKE ALL ON metadata.tenant_directory FROM PUBLIC, kontor_app;

CREATE FUNCTION public.kontor_enter_tenant() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = metadata, pg_temp AS $$
BEGIN
  INSERT INTO metadata.tenant_directory VALUES (NEW.id, NEW.code);
  RETURN NEW;
END $$;
CREATE TRIGGER enter_tenant AFTER INSERT ON metadata.tenant
FOR EACH ROW EXECUTE FUNCTION public.kontor_enter_tenant();

CREATE FUNCTION public.kontor_refuse_code_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the code of a tenant stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER code_stays BEFORE UPDATE OF id, code ON metadata.tenant
FOR EACH ROW WHEN (OLD.id <> NEW.id OR OLD.code <> NEW.code) EXECUTE FUNCTION public.kontor_refuse_code_change();

CREATE FUNCTION public.kontor_tenant_by_code(asked text) RETURNS uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = metadata, pg_temp AS
$$ SELECT id FROM metadata.tenant_directory WHERE code = asked $$;

CREATE FUNCTION public.kontor_tenant_ids() RETURNS SETOF uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = metadata, pg_temp AS
$$ SELECT id FROM metadata.tenant_directory ORDER BY id $$;
"""

# A tenant sees itself; a user sees their own memberships, and the tenants those belong to, before choosing one.
OWN_MEMBERSHIPS = f"""
CREATE POLICY own_memberships ON metadata.membership FOR SELECT USING (user_id = {CURRENT_USER});
"""
TENANT = f"""
ALTER TABLE tenant SET SCHEMA metadata;
ALTER TABLE metadata.tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE metadata.tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON metadata.tenant USING (id = {CURRENT_TENANT}) WITH CHECK (id = {CURRENT_TENANT});
CREATE POLICY own_tenants ON metadata.tenant FOR SELECT USING (
  id IN (SELECT m.tenant_id FROM metadata.membership m WHERE m.user_id = {CURRENT_USER} AND m.is_active)
);
{"; ".join(grants("metadata.tenant", append_only=False))};
REVOKE DELETE ON metadata.tenant FROM {APP_ROLE};
"""


def check_search_path(apps, schema_editor):
    """Tables are found by their bare names: both roles need every schema on their search path."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        found = [each.strip(' "') for each in cursor.fetchone()[0].split(",")]
    if missing := [each for each in SEARCH_PATH if each not in found]:
        raise RuntimeError(
            f"search_path lacks {', '.join(missing)}: for both roles run "
            f"ALTER ROLE … IN DATABASE … SET search_path = {', '.join(SEARCH_PATH)}"
        )


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunPython(check_search_path, migrations.RunPython.noop, elidable=False),
        migrations.RunSQL(FOUNDATION, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.TextField()),
                ("language", models.CharField(default="en", max_length=10)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
            ],
            options={
                "db_table": "user_account",
            },
        ),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=63)),
                ("name", models.TextField()),
                ("language", models.CharField(default="en", max_length=10)),
                ("timezone", models.CharField(default="UTC", max_length=64)),
                ("is_active", models.BooleanField(default=True)),
                ("config_version_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
            ],
            options={
                "db_table": "tenant",
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("code", models.CharField(max_length=63)),
                ("name", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("group", "Group"),
                            ("company", "Company"),
                            ("department", "Department"),
                            ("site", "Site"),
                        ],
                        max_length=12,
                    ),
                ),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("timezone", models.CharField(blank=True, default="", max_length=64)),
                ("path", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("is_active", models.BooleanField(default=True)),
                ("data", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=1)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                (
                    "parent",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "organisation",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "membership",
            },
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(fields=("tenant_id", "code"), name="organisation_code_once"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "company"), _negated=True),
                    models.Q(("currency", ""), _negated=True),
                    _connector="OR",
                ),
                name="organisation_company_has_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("tenant_id", "user"), name="membership_once"),
        ),
        Isolate("organisation", schema="metadata", references={"parent_id": "organisation"}),
        Isolate(
            "membership",
            schema="metadata",
            references={"organisation_id": "organisation", "user_id": Reference("user_account", shared=True)},
        ),
        migrations.RunSQL(OWN_MEMBERSHIPS, migrations.RunSQL.noop),
        migrations.RunSQL(TENANT, migrations.RunSQL.noop),
        migrations.RunSQL(DIRECTORY, migrations.RunSQL.noop),
        migrations.RunSQL(UNIT_OF_WORK, migrations.RunSQL.noop),
    ]
