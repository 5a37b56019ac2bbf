"""Tables of notifications."""

from django.db import models

from kontor.tenancy.models import TenantModel, now


class NotificationRow(TenantModel):
    """One thing told to one user."""

    user_id = models.UUIDField()
    subject = models.JSONField()
    body = models.JSONField(null=True)
    record_type = models.TextField(null=True)
    record_id = models.UUIDField(null=True)
    once_key = models.TextField(null=True)
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notification"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "user_id", "once_key"], name="notification_once"),
        ]
        indexes = [models.Index(fields=["tenant_id", "user_id", "-created_at"], name="notification_newest")]


class OutgoingMail(TenantModel):
    """A mail to be sent; it exists if and only if the business transaction that asked for it committed."""

    to_address = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    last_error = models.TextField(null=True)

    class Meta:
        db_table = "outgoing_mail"
