"""Kept replies, API keys, jobs, and the question who is signed in."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate, Reference

# One query answers who a token or key stands for: user, session, membership, time zone. It runs as the caller, who
# becomes the user and the tenant for as long as the question takes.
SIGNED_IN = """
CREATE FUNCTION public.kontor_signed_in(asked_session text, asked_user uuid, asked_tenant uuid)
RETURNS TABLE (session_data text, password text, name text, email text, language text,
               tenant_id uuid, organisation_id uuid, timezone text)
LANGUAGE plpgsql AS $$
DECLARE
  tenant_before text := coalesce(current_setting('app.tenant_id', true), '');
  user_before text := coalesce(current_setting('app.user_id', true), '');
BEGIN
  SELECT u.password, u.name, u.email, u.language INTO password, name, email, language
  FROM public.user_account u WHERE u.id = asked_user AND u.is_active;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT s.session_data INTO session_data FROM public.django_session s
  WHERE s.session_key = asked_session AND s.expire_date > now();
  PERFORM set_config('app.user_id', asked_user::text, true);
  SELECT m.tenant_id, m.organisation_id, t.timezone INTO tenant_id, organisation_id, timezone
  FROM metadata.membership m JOIN metadata.tenant t ON t.id = m.tenant_id
  WHERE m.user_id = asked_user AND m.is_active AND t.is_active AND (asked_tenant IS NULL OR m.tenant_id = asked_tenant)
  ORDER BY m.created_at, t.code LIMIT 1;
  IF tenant_id IS NOT NULL THEN
    PERFORM set_config('app.tenant_id', tenant_id::text, true);
    SELECT a.timezone INTO timezone
    FROM metadata.organisation o, unnest(o.path) WITH ORDINALITY AS step(node, depth), metadata.organisation a
    WHERE o.id = kontor_signed_in.organisation_id AND a.id = step.node AND a.timezone <> ''
    ORDER BY step.depth DESC LIMIT 1;
    IF NOT FOUND THEN
      SELECT t.timezone INTO timezone FROM metadata.tenant t WHERE t.id = kontor_signed_in.tenant_id;
    END IF;
  END IF;
  PERFORM set_config('app.tenant_id', tenant_before, true), set_config('app.user_id', user_before, true);
  RETURN NEXT;
END $$;

CREATE FUNCTION public.kontor_api_key(asked_tenant uuid, asked_key uuid)
RETURNS TABLE (secret_hash text, user_id uuid, permissions text[], expires_at timestamptz, revoked_at timestamptz,
               last_used_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE tenant_before text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
  PERFORM set_config('app.tenant_id', asked_tenant::text, true);
  RETURN QUERY SELECT k.secret_hash::text, k.user_id, k.permissions::text[], k.expires_at, k.revoked_at, k.last_used_at
  FROM metadata.api_key k WHERE k.tenant_id = asked_tenant AND k.id = asked_key;
  PERFORM set_config('app.tenant_id', tenant_before, true);
END $$;

CREATE FUNCTION public.kontor_api_key_used(asked_tenant uuid, asked_key uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE tenant_before text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
  PERFORM set_config('app.tenant_id', asked_tenant::text, true);
  UPDATE metadata.api_key SET last_used_at = now() WHERE tenant_id = asked_tenant AND id = asked_key;
  PERFORM set_config('app.tenant_id', tenant_before, true);
END $$;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_initial"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("user_id", models.UUIDField()),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.CharField(max_length=64)),
                ("status", models.SmallIntegerField(null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.BinaryField(null=True)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
            ],
            options={
                "db_table": "idempotency_record",
                "indexes": [models.Index(fields=["tenant_id", "created_at"], name="idempotency_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "user_id", "key"), name="idempotency_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("kind", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("progress", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("request", models.JSONField(default=dict)),
                ("result", models.JSONField(null=True)),
                ("created_by", models.UUIDField()),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "job",
                "indexes": [models.Index(fields=["tenant_id", "created_by", "-created_at"], name="job_by_person")],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("name", models.CharField(max_length=100)),
                ("prefix", models.CharField(max_length=12)),
                ("secret_hash", models.CharField(max_length=64)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
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
            ],
            options={
                "db_table": "api_key",
                "indexes": [models.Index(fields=["tenant_id", "user"], name="api_key_by_user")],
            },
        ),
        Isolate("idempotency_record"),
        Isolate("job"),
        Isolate("api_key", schema="metadata", references={"user_id": Reference("user_account", shared=True)}),
        migrations.RunSQL(SIGNED_IN, migrations.RunSQL.noop),
    ]
