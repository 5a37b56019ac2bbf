"""Content of packs, published versions, drafts (P12)."""

from django.db import migrations, models

import kontor.kernel.ids
import kontor.packaging.stored
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import APP_ROLE, Isolate

TENANT = [
    ("id", models.UUIDField(default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
    ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
]
JSON = {"encoder": kontor.packaging.stored.ExactEncoder, "decoder": kontor.packaging.stored.ExactDecoder}

# Releases are shared by all tenants and named by the hash of their content: whoever reads them gets what was written.
RELEASES = f"""
ALTER TABLE pack_release SET SCHEMA metadata;
REVOKE ALL ON metadata.pack_release FROM PUBLIC, {APP_ROLE};
GRANT SELECT, INSERT ON metadata.pack_release TO {APP_ROLE};
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON metadata.pack_release
FOR EACH STATEMENT EXECUTE FUNCTION public.kontor_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("tenancy", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="PackRelease",
            fields=[
                ("content_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("pack", models.CharField(max_length=63)),
                ("pack_version", models.CharField(max_length=40)),
                ("content", models.JSONField(**JSON)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
            ],
            options={"db_table": "pack_release"},
        ),
        migrations.CreateModel(
            name="ConfigVersion",
            fields=[
                *TENANT,
                ("number", models.IntegerField()),
                ("source", models.JSONField(**JSON)),
                ("content_hash", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("published_by", models.UUIDField()),
                ("note", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "config_version",
                "constraints": [
                    models.UniqueConstraint(fields=["tenant_id", "number"], name="config_version_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfigDraft",
            fields=[
                *TENANT,
                ("overlay", models.JSONField(default=dict, **JSON)),
                ("version", models.IntegerField(default=1)),
                ("updated_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("updated_by", models.UUIDField()),
            ],
            options={
                "db_table": "config_draft",
                "constraints": [models.UniqueConstraint(fields=["tenant_id"], name="config_draft_once")],
            },
        ),
        migrations.RunSQL(RELEASES, migrations.RunSQL.noop),
        Isolate("config_version", schema="metadata", append_only=True),
        Isolate("config_draft", schema="metadata"),
    ]
