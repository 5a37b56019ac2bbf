"""Merkle roots over events in commit order: whoever rewrites a whole record's chain still breaks these (P7)."""

from django.db import migrations

from kontor.tenancy.migration import Isolate

TABLE = """
CREATE TABLE event_anchor (
  tenant_id uuid NOT NULL,
  number bigint NOT NULL,
  epoch integer NOT NULL,
  xid bigint NOT NULL,
  event_id uuid NOT NULL,
  events bigint NOT NULL,
  root bytea NOT NULL,
  chained bytea NOT NULL,
  anchored_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, number)
);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE event_anchor"),
        Isolate("event_anchor", schema="audit", append_only=True, key=False),
    ]
