"""Tables of the API: replies kept for repeated requests, API keys, long work."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kontor.tenancy.models import TenantModel, User, now


class IdempotencyRecord(TenantModel):
    """The reply to one POST with an Idempotency-Key, kept in the transaction that did the work (P15)."""

    user_id = models.UUIDField()
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "idempotency_record"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "user_id", "key"], name="idempotency_key_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "created_at"], name="idempotency_by_age"),
        ]


class ApiKey(TenantModel):
    """A key a program signs in with as one user. Only a hash of the secret is kept; ``prefix`` helps people tell keys.

    ``permissions`` empty: everything the user may; else only permissions matching one of the patterns.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    user_id: UUID
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64)
    permissions = ArrayField(models.CharField(max_length=200), default=list)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "api_key"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "user"], name="api_key_by_user"),
        ]


class JobState(models.TextChoices):
    """Where a piece of long work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(TenantModel):
    """Long work with progress: a bulk action, an import, an export. ``result`` is what the client shows at the end."""

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    progress = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    request = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    created_by = models.UUIDField()
    created_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "job"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "created_by", "-created_at"], name="job_by_person"),
        ]
