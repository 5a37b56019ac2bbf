"""Tables of documents, their lines and the flow between them (P2)."""

from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_initial"),
        ("packaging", "0001_initial"),
        ("masterdata", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("organisation_id", models.UUIDField()),
                ("type_code", models.TextField()),
                ("number", models.TextField()),
                ("is_numbered", models.BooleanField(default=False)),
                ("state", models.TextField()),
                ("standard_status", models.TextField()),
                ("document_date", models.DateField()),
                ("accounting_date", models.DateField(null=True)),
                ("partner_id", models.UUIDField(null=True)),
                ("project_id", models.UUIDField(null=True)),
                ("currency", models.TextField(null=True)),
                ("rate", kontor.tenancy.models.NumericField(null=True)),
                ("total_amount", kontor.tenancy.models.NumericField(null=True)),
                ("title", models.TextField(null=True)),
                ("data", models.JSONField(default=dict)),
                ("decided_by", models.JSONField(default=dict)),
                ("config_version_id", models.UUIDField()),
                ("version", models.IntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField()),
                ("updated_at", models.DateTimeField()),
                ("updated_by", models.UUIDField()),
                ("deleted_at", models.DateTimeField(null=True)),
                ("deleted_by", models.UUIDField(null=True)),
                ("delete_reason", models.TextField(null=True)),
            ],
            options={
                "db_table": "document",
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["tenant_id", "type_code", "-created_at", "-id"],
                        name="document_newest",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["tenant_id", "type_code", "state", "-created_at", "-id"],
                        name="document_newest_in_state",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["tenant_id", "type_code", "-document_date", "-id"],
                        name="document_by_date",
                    ),
                    models.Index(fields=["tenant_id", "partner_id", "type_code"], name="document_of_partner"),
                    models.Index(fields=["tenant_id", "project_id", "type_code"], name="document_of_project"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "type_code", "organisation_id", "number"), name="document_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FlowLinkRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("flow", models.TextField()),
                ("source_document_id", models.UUIDField()),
                ("source_line_id", models.UUIDField()),
                ("target_document_id", models.UUIDField()),
                ("target_line_id", models.UUIDField()),
                ("quantity", kontor.tenancy.models.NumericField()),
                ("amount", kontor.tenancy.models.NumericField()),
                ("returned_quantity", kontor.tenancy.models.NumericField(default=0)),
                ("returned_amount", kontor.tenancy.models.NumericField(default=0)),
                ("created_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "flow_link",
                "indexes": [
                    models.Index(fields=["tenant_id", "source_line_id", "flow"], name="flow_link_from"),
                    models.Index(fields=["tenant_id", "target_line_id", "flow"], name="flow_link_to"),
                    models.Index(fields=["tenant_id", "source_document_id"], name="flow_link_from_document"),
                    models.Index(fields=["tenant_id", "target_document_id"], name="flow_link_to_document"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gte", 0),
                            ("returned_quantity__gte", 0),
                            ("returned_quantity__lte", models.F("quantity")),
                        ),
                        name="flow_link_quantities",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LineFlowRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("line_id", models.UUIDField()),
                ("flow", models.TextField()),
                ("quantity", kontor.tenancy.models.NumericField()),
                ("amount", kontor.tenancy.models.NumericField()),
            ],
            options={
                "db_table": "line_flow",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "line_id", "flow"), name="line_flow_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gte", 0)), name="line_flow_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("document_id", models.UUIDField()),
                ("type_code", models.TextField()),
                ("line_no", models.IntegerField()),
                ("state", models.TextField()),
                ("item_id", models.UUIDField(null=True)),
                ("description", models.TextField(null=True)),
                ("quantity", kontor.tenancy.models.NumericField(null=True)),
                ("unit", models.TextField(null=True)),
                ("unit_price", kontor.tenancy.models.NumericField(null=True)),
                ("discount", kontor.tenancy.models.NumericField(null=True)),
                ("tax", models.TextField(null=True)),
                ("amount", kontor.tenancy.models.NumericField(null=True)),
                ("location_id", models.UUIDField(null=True)),
                ("project_id", models.UUIDField(null=True)),
                ("partner_id", models.UUIDField(null=True)),
                ("needed_date", models.DateField(null=True)),
                ("data", models.JSONField(default=dict)),
                ("decided_by", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=1)),
                ("deleted_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "document_line",
                "indexes": [
                    models.Index(fields=["tenant_id", "document_id", "line_no"], name="line_of_document"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=["tenant_id", "type_code", "state", "-id"],
                        name="line_in_state",
                    ),
                    models.Index(fields=["tenant_id", "item_id"], name="line_of_item"),
                    models.Index(fields=["tenant_id", "project_id"], name="line_of_project"),
                ],
            },
        ),
        Isolate(
            "document",
            references={
                "organisation_id": "organisation",
                "config_version_id": "config_version",
                "partner_id": "partner",
                "project_id": "project",
            },
        ),
        Isolate(
            "document_line",
            references={
                "document_id": "document",
                "item_id": "sku",
                "location_id": "location",
                "project_id": "project",
                "partner_id": "partner",
            },
        ),
        Isolate(
            "flow_link",
            references={
                "source_document_id": "document",
                "source_line_id": "document_line",
                "target_document_id": "document",
                "target_line_id": "document_line",
            },
        ),
        Isolate("line_flow", references={"line_id": "document_line"}),
        migrations.RunSQL("ALTER TABLE line_flow SET (fillfactor = 70)", "ALTER TABLE line_flow RESET (fillfactor)"),
    ]
