"""Tables of notifications (P17)."""

from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate

KEY = ("id", models.UUIDField(primary_key=True, default=kontor.kernel.ids.new_id, editable=False, serialize=False))
TENANT = ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False))


class Migration(migrations.Migration):
    initial = True
    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="NotificationRow",
            fields=[
                KEY,
                TENANT,
                ("user_id", models.UUIDField()),
                ("subject", models.JSONField()),
                ("body", models.JSONField(null=True)),
                ("record_type", models.TextField(null=True)),
                ("record_id", models.UUIDField(null=True)),
                ("once_key", models.TextField(null=True)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notification",
                "indexes": [models.Index(fields=["tenant_id", "user_id", "-created_at"], name="notification_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "user_id", "once_key"), name="notification_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                KEY,
                TENANT,
                ("to_address", models.TextField()),
                ("subject", models.TextField()),
                ("body", models.TextField()),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("last_error", models.TextField(null=True)),
            ],
            options={"db_table": "outgoing_mail"},
        ),
        Isolate("notification"),
        Isolate("outgoing_mail"),
    ]
