"""What every record of master data has, and the table for entities without one of their own."""

from typing import Any, ClassVar

from django.db import models

from kontor.tenancy.models import NumericField, TenantModel, now


def reference() -> Any:
    """A column naming a record of another tenant table; the composite foreign key is made by ``Isolate``."""
    return models.UUIDField(null=True)


def figure(**options: Any) -> Any:
    """An exact figure that keeps its own decimals; None where it was left out, unless it is needed."""
    return NumericField(**(options or {"null": True}))


def once(table: str, *columns: str) -> models.UniqueConstraint:
    """Living records of a tenant are unique by these columns; a deleted one frees its place."""
    return models.UniqueConstraint(
        fields=["tenant_id", *(columns or ("code",))],
        condition=models.Q(deleted_at=None),
        name=f"{table}_once",
        nulls_distinct=False,
    )


def key(table: str) -> models.UniqueConstraint:
    """Codes other tables hold as they are: unique for ever."""
    return models.UniqueConstraint(fields=["tenant_id", "code"], name=f"{table}_key")


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
    created_by = models.UUIDField()
    updated_at = models.DateTimeField(default=now)
    updated_by = models.UUIDField()
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
        constraints: ClassVar = [once("record", "entity", "code")]
