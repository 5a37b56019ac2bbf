"""Counters without a nullable key part, the legal numbers given, the blocks taken (P6)."""

from django.db import migrations

from kontor.tenancy.migration import APP_ROLE, Isolate

TABLES = """
CREATE TABLE number_counter (
  tenant_id uuid NOT NULL,
  type_code text NOT NULL,
  scope_key text NOT NULL,
  period text NOT NULL,
  last bigint NOT NULL CHECK (last >= 0),
  PRIMARY KEY (tenant_id, type_code, scope_key, period)
) WITH (fillfactor = 50);

-- Every legal number ever given, by whom and in which chain of causes: the proof that there is no gap.
CREATE TABLE number_given (
  tenant_id uuid NOT NULL,
  type_code text NOT NULL,
  scope_key text NOT NULL,
  period text NOT NULL,
  value bigint NOT NULL,
  number text NOT NULL,
  correlation_id uuid NOT NULL,
  given_by uuid NOT NULL,
  given_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, type_code, scope_key, period, value)
);

-- Fast numbers are taken in blocks; a gap inside a block is explained by who took it.
CREATE TABLE number_block (
  tenant_id uuid NOT NULL,
  type_code text NOT NULL,
  scope_key text NOT NULL,
  period text NOT NULL,
  first bigint NOT NULL,
  last bigint NOT NULL,
  taken_by text NOT NULL,
  taken_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, type_code, scope_key, period, first)
);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLES, "DROP TABLE number_counter, number_given, number_block"),
        Isolate("number_counter", schema="metadata", key=False),
        Isolate("number_given", schema="audit", key=False, append_only=True),
        Isolate("number_block", schema="audit", key=False, append_only=True),
        migrations.RunSQL(f"REVOKE DELETE ON number_counter FROM {APP_ROLE}", migrations.RunSQL.noop),
    ]
