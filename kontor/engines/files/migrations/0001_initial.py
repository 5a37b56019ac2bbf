"""Files and what shows them (P16)."""

import django.db.models.deletion
from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("name", models.CharField(max_length=255)),
                ("content_type", models.CharField(max_length=100)),
                ("created_by", models.UUIDField()),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
            ],
            options={
                "db_table": "stored_file",
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("record_type", models.CharField(max_length=63)),
                ("record_id", models.UUIDField()),
                ("created_by", models.UUIDField()),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "db_table": "attachment",
                "indexes": [models.Index(fields=["tenant_id", "file"], name="attachment_by_file")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "record_id", "file"), name="attachment_once")
                ],
            },
        ),
        Isolate("stored_file"),
        Isolate("attachment", references={"file_id": "stored_file"}),
    ]
