"""Tables of files: what is stored, and which record shows it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from kontor.tenancy.models import TenantModel, now


class StoredFile(TenantModel):
    """One uploaded file; equal contents of a tenant share one place on disk, named by ``sha256``."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    created_by = models.UUIDField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "stored_file"


class Attachment(TenantModel):
    """A record shows a file; whoever may read one such record may read the file."""

    record_type = models.CharField(max_length=63)
    record_id = models.UUIDField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    file_id: UUID
    created_by = models.UUIDField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "attachment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "record_id", "file"], name="attachment_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "file"], name="attachment_by_file"),
        ]
