"""Comments on records (P16)."""

import django.contrib.postgres.fields
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
            name="Comment",
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
                ("text", models.TextField()),
                (
                    "mentions",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("created_by", models.UUIDField()),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
            ],
            options={
                "db_table": "comment",
                "indexes": [models.Index(fields=["tenant_id", "record_id", "created_at"], name="comment_by_record")],
            },
        ),
        Isolate("comment", append_only=True),
    ]
