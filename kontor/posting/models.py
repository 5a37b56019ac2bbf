"""Tables of posting: which account a role means, and what each document has posted."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kontor.tenancy.models import TenantModel, now


class AccountDetermination(TenantModel):
    """Role (+ company, + item category) → account. ``origin``: ``pack`` rows follow the setting ``account_roles``,
    ``tenant`` rows are the tenant's own and win."""

    company_id = models.UUIDField(null=True)
    role = models.TextField()
    category_id = models.UUIDField(null=True)
    account_id = models.UUIDField()
    origin = models.TextField(default="pack")

    class Meta:
        db_table = "account_determination"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant_id", "role", "company_id", "category_id", "origin"],
                nulls_distinct=False,
                name="account_determination_once",
            ),
            models.CheckConstraint(condition=Q(origin__in=("pack", "tenant")), name="account_determination_origin"),
        ]


class PostingRecord(TenantModel):
    """One use of a profile on a document, and everything it wrote. Append-only; a reversal is a record of its own.

    ``line_ids``: the document lines it was about. ``entry_id`` is empty when there was nothing to book.
    """

    company_id = models.UUIDField()
    document_id = models.UUIDField()
    document_type = models.TextField()
    profile = models.TextField()
    action = models.TextField()
    is_line_action = models.BooleanField(default=False)
    line_ids = ArrayField(models.UUIDField(), default=list)
    posting_date = models.DateField()
    entry_id = models.UUIDField(null=True)
    adjustment_ids = ArrayField(models.UUIDField(), default=list)
    move_ids = ArrayField(models.UUIDField(), default=list)
    reverses_id = models.UUIDField(null=True)
    posted_at = models.DateTimeField(default=now)
    posted_by = models.UUIDField()

    class Meta:
        db_table = "posting_record"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant_id", "reverses_id"],
                condition=Q(reverses_id__isnull=False),
                name="posting_record_reversed_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "document_id", "profile"], name="posting_record_by_document"),
            models.Index(
                fields=["tenant_id", "entry_id"], condition=Q(entry_id__isnull=False), name="posting_record_by_entry"
            ),
        ]
