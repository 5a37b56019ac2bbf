"""The table of comments."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kontor.tenancy.models import TenantModel, now


class Comment(TenantModel):
    """What somebody said about a record; stays as said. ``mentions`` are users it calls."""

    record_type = models.CharField(max_length=63)
    record_id = models.UUIDField()
    text = models.TextField()
    mentions = ArrayField(models.UUIDField(), default=list)
    created_by = models.UUIDField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "comment"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "record_id", "created_at"], name="comment_by_record"),
        ]
