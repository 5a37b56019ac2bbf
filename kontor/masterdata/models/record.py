"""What every record of master data has, and the table for entities without one of their own."""

from typing import Any

from django.db import models

from kontor.tenancy.models import TenantModel, now


def reference() -> Any:
    """A column naming a record of another tenant table; the composite foreign key is made by ``Isolate``."""
    return models.UUIDField(null=True)


def figure(places: int = 6) -> Any:
    """An exact figure of at most 24 digits; None where it was left out."""
    return models.DecimalField(max_digits=24, decimal_places=places, null=True)


class MasterRecord(TenantModel):
    """Code and name are for people; ``names`` holds the name by language where it is translated.

    Fields without a column live in ``data``. Records are never removed: ``deleted_at`` hides them with a reason.
    """

    organisation_id = reference()
    code = models.TextField()
    name = models.TextField()
    names = models.JSONField(null=True)
    is_active = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(default=now)
    created_by = models.UUIDField(null=True)
    updated_at = models.DateTimeField(default=now)
    updated_by = models.UUIDField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.UUIDField(null=True)
    deletion_reason = models.TextField(null=True)

    class Meta:
        abstract = True


class Record(MasterRecord):
    """Entities that packs add: every field lives in ``data``."""

    entity = models.TextField()

    class Meta:
        db_table = "record"
