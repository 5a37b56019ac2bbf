"""The attribute index (P1, design.md §4)."""

from django.db import migrations

from kontor.tenancy.migration import Isolate

TABLE = """
CREATE TABLE attribute_index (
    tenant_id uuid NOT NULL,
    type_code text NOT NULL,
    attribute text NOT NULL,
    record_id uuid NOT NULL,
    v_text text,
    v_number float8,
    v_date timestamptz,
    unique_key text,
    PRIMARY KEY (tenant_id, type_code, attribute, record_id),
    CONSTRAINT attribute_index_unique_value UNIQUE (tenant_id, type_code, attribute, unique_key)
);
CREATE INDEX attribute_index_by_text ON attribute_index (tenant_id, type_code, attribute, v_text, record_id)
    WHERE v_text IS NOT NULL;
CREATE INDEX attribute_index_by_number ON attribute_index (tenant_id, type_code, attribute, v_number, record_id)
    WHERE v_number IS NOT NULL;
CREATE INDEX attribute_index_by_date ON attribute_index (tenant_id, type_code, attribute, v_date, record_id)
    WHERE v_date IS NOT NULL;
CREATE INDEX attribute_index_of_record ON attribute_index (tenant_id, record_id);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("tenancy", "0001_initial")]
    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE attribute_index"),
        Isolate("attribute_index", schema="transactions", key=False),
    ]
