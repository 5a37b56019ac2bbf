"""Who holds which role (P5)."""

from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate, Reference


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RoleAssignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("user_id", models.UUIDField()),
                ("role", models.CharField(max_length=63)),
                ("organisation_id", models.UUIDField(null=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("created_by", models.UUIDField()),
            ],
            options={
                "db_table": "role_assignment",
                "indexes": [models.Index(fields=["tenant_id", "user_id"], name="role_assignment_of_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="role_assignment_days_in_order",
                    )
                ],
            },
        ),
        Isolate(
            "role_assignment",
            schema="metadata",
            references={"organisation_id": "organisation", "user_id": Reference("user_account", shared=True)},
        ),
    ]
