"""Reading notifications."""

from uuid import UUID

from kontor.engines.notifications.contracts import Notification
from kontor.engines.notifications.models import NotificationRow
from kontor.kernel.text import Text


def newest(user_id: UUID, *, unread_only: bool, limit: int) -> list[Notification]:
    rows = NotificationRow.objects.filter(user_id=user_id).order_by("-created_at", "-id")
    if unread_only:
        rows = rows.filter(read_at=None)
    return [_as_contract(row) for row in rows[:limit]]


def count_unread(user_id: UUID) -> int:
    return NotificationRow.objects.filter(user_id=user_id, read_at=None).count()


def _as_contract(row: NotificationRow) -> Notification:
    return Notification(
        id=row.id,
        subject=Text.from_mapping(row.subject),
        body=Text.from_mapping(row.body) if row.body else None,
        record_type=row.record_type,
        record_id=row.record_id,
        created_at=row.created_at,
        read_at=row.read_at,
    )
