"""Account determination and the record of postings (F3)."""

import django.contrib.postgres.fields
from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate

COMPANY = {"company_id": "organisation"}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("masterdata", "0001_initial"),
        ("stock", "0001_initial"),
        ("accounting", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountDetermination",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField(null=True)),
                ("role", models.TextField()),
                ("category_id", models.UUIDField(null=True)),
                ("account_id", models.UUIDField()),
                ("origin", models.TextField(default="pack")),
            ],
            options={
                "db_table": "account_determination",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "role", "company_id", "category_id", "origin"),
                        name="account_determination_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ("pack", "tenant"))), name="account_determination_origin"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostingRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("document_id", models.UUIDField()),
                ("document_type", models.TextField()),
                ("profile", models.TextField()),
                ("action", models.TextField()),
                ("is_line_action", models.BooleanField(default=False)),
                (
                    "line_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("posting_date", models.DateField()),
                ("entry_id", models.UUIDField(null=True)),
                (
                    "adjustment_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "move_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("reverses_id", models.UUIDField(null=True)),
                ("posted_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("posted_by", models.UUIDField()),
            ],
            options={
                "db_table": "posting_record",
                "indexes": [
                    models.Index(fields=["tenant_id", "document_id", "profile"], name="posting_record_by_document"),
                    models.Index(
                        condition=models.Q(("entry_id__isnull", False)),
                        fields=["tenant_id", "entry_id"],
                        name="posting_record_by_entry",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reverses_id__isnull", False)),
                        fields=("tenant_id", "reverses_id"),
                        name="posting_record_reversed_once",
                    )
                ],
            },
        ),
        Isolate(
            "account_determination",
            schema="metadata",
            references=COMPANY | {"account_id": "account", "category_id": "item_category"},
        ),
        Isolate(
            "posting_record",
            append_only=True,
            references=COMPANY | {"entry_id": "journal_entry", "reverses_id": "posting_record"},
        ),
    ]
