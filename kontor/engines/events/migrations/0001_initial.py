"""The event store: partitioned by month, append-only, chained per record; positions of its consumers (P7, P8)."""

from django.db import migrations

from kontor.tenancy.migration import APP_ROLE, Isolate, refuse_change

TABLES = """
-- A cluster numbers its transactions anew; events from before a restore must not be mistaken for later ones.
CREATE TABLE audit.event_epoch (cluster bigint PRIMARY KEY, epoch integer NOT NULL UNIQUE);

CREATE FUNCTION public.kontor_event_epoch() RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = audit, pg_temp AS $$
DECLARE found integer; here bigint := (SELECT system_identifier FROM pg_control_system());
BEGIN
  SELECT epoch INTO found FROM audit.event_epoch WHERE cluster = here;
  IF found IS NULL THEN
    INSERT INTO audit.event_epoch SELECT here, coalesce(max(epoch), 0) + 1 FROM audit.event_epoch
    ON CONFLICT DO NOTHING;
    SELECT epoch INTO found FROM audit.event_epoch WHERE cluster = here;
  END IF;
  RETURN found;
END $$;

CREATE TABLE event (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  aggregate_type text NOT NULL,
  aggregate_id uuid NOT NULL,
  sequence bigint NOT NULL,
  kind text NOT NULL,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  data jsonb NOT NULL,
  valid_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  on_behalf_of uuid,
  organisation_id uuid,
  via text NOT NULL,
  address text,
  correlation_id uuid NOT NULL,
  causation_id uuid,
  hash bytea NOT NULL,
  epoch integer NOT NULL,
  xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint
) PARTITION BY RANGE (recorded_at);
CREATE UNIQUE INDEX event_of_record ON event (tenant_id, aggregate_id, sequence, recorded_at);
CREATE INDEX event_in_commit_order ON event (tenant_id, epoch, xid, id);
CREATE INDEX event_by_correlation ON event (tenant_id, correlation_id);

-- The end of each record's chain; locked while an event is appended to it.
CREATE TABLE event_head (
  tenant_id uuid NOT NULL,
  aggregate_id uuid NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, aggregate_id)
) WITH (fillfactor = 70);

-- How far each consumer has read, in commit order.
CREATE TABLE event_position (
  tenant_id uuid NOT NULL,
  consumer text NOT NULL,
  epoch integer NOT NULL DEFAULT 0,
  xid bigint NOT NULL DEFAULT 0,
  event_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  attempts integer NOT NULL DEFAULT 0,
  error text NOT NULL DEFAULT '',
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, consumer)
);

CREATE TABLE event_dead_letter (
  id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  aggregate_id uuid NOT NULL,
  sequence bigint NOT NULL,
  kind text NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX event_dead_letter_once ON event_dead_letter (tenant_id, consumer, aggregate_id, sequence);
"""

AFTER = f"""
REVOKE ALL ON audit.event_epoch FROM PUBLIC, {APP_ROLE};
REVOKE DELETE ON audit.event_head FROM {APP_ROLE};

-- Makes the month's partition; true when it was there already. A partition is reached through its parent only.
CREATE FUNCTION public.kontor_event_month(month date) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = audit, pg_temp SET client_min_messages = warning AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  part text := 'event_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass('audit.' || part) IS NOT NULL THEN RETURN true; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('kontor_event_month'));
  IF to_regclass('audit.' || part) IS NOT NULL THEN RETURN true; END IF;
  EXECUTE format('CREATE TABLE audit.%I (LIKE audit.event INCLUDING DEFAULTS)', part);
  EXECUTE format('REVOKE ALL ON audit.%I FROM PUBLIC, {APP_ROLE}', part);
  EXECUTE format('{refuse_change("audit.%I")[0]}', part);
  EXECUTE format('ALTER TABLE audit.event ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)', part,
    first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  RETURN false;
END $$;
SELECT public.kontor_event_month((current_date + make_interval(months => m))::date) FROM generate_series(-1, 3) m;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLES, "DROP TABLE event, event_head, event_position, event_dead_letter"),
        Isolate("event", schema="audit", append_only=True, key=False),
        Isolate("event_head", schema="audit", key=False),
        Isolate("event_position", schema="audit", key=False),
        Isolate("event_dead_letter", schema="audit", key=False),
        migrations.RunSQL(AFTER, migrations.RunSQL.noop),
    ]
