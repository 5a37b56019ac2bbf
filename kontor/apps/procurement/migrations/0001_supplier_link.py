"""Links by which suppliers answer orders (R4)."""

from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("tenancy", "0001_initial"),
        ("documents", "0001_initial"),
        ("masterdata", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupplierLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True, default=kontor.kernel.ids.new_id, editable=False, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("document_id", models.UUIDField()),
                ("partner_id", models.UUIDField()),
                ("user_id", models.UUIDField()),
                ("sent_to", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "supplier_link",
                "indexes": [models.Index(fields=["tenant_id", "document_id"], name="supplier_link_document")],
            },
        ),
        Isolate("supplier_link", references={"document_id": "document", "partner_id": "partner"}),
    ]
