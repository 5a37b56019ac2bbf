"""Which user holds which role, where and when. What a role allows is configuration, never a row here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenancy.models import TenantModel, now


class RoleAssignment(TenantModel):
    """A user holds a role in an organisation and everything below it (the whole tenant without one), between two days.

    Both days belong to the assignment. Ending one sets ``valid_to``; rows are kept, because rights of the past
    explain what was done then.
    """

    user_id = models.UUIDField()
    role = models.CharField(max_length=63)
    organisation_id = models.UUIDField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.UUIDField()

    class Meta:
        db_table = "role_assignment"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "user_id"], name="role_assignment_of_user"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="role_assignment_days_in_order",
            ),
        ]
