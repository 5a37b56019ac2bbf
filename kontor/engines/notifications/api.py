"""The public face of notifications (P17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from kontor.engines.notifications import queries
from kontor.engines.notifications.contracts import Mail, Message, Notification
from kontor.engines.notifications.models import NotificationRow
from kontor.engines.notifications.services import mail
from kontor.engines.notifications.services.tell import tell
from kontor.kernel.actor import Actor
from kontor.tenancy.api import reading, unit_of_work
from kontor.tenancy.models import now

__all__ = [
    "Mail",
    "Message",
    "Notification",
    "count_unread",
    "list_newest",
    "mark_read",
    "notify",
    "notify_each",
    "send_mail",
]


@unit_of_work
def notify(actor: Actor, user_ids: Iterable[UUID], message: Message) -> int:
    """Tell users something inside the present transaction; nobody is told about their own action."""
    return tell((each, message) for each in sorted(set(user_ids)) if each != actor.user_id)


@unit_of_work
def notify_each(actor: Actor, told: Sequence[tuple[UUID, Message]]) -> int:
    """Many messages to many people in one statement; like ``notify`` otherwise."""
    return tell((user_id, message) for user_id, message in told if user_id != actor.user_id)


@unit_of_work
def send_mail(actor: Actor, message: Mail) -> UUID:
    """Send a mail once the present transaction has committed."""
    return mail.queue(message)


@reading
def list_newest(actor: Actor, *, unread_only: bool = False, limit: int = 50) -> Sequence[Notification]:
    """The actor's own notifications, newest first."""
    return queries.newest(actor.user_id, unread_only=unread_only, limit=limit)


@reading
def count_unread(actor: Actor) -> int:
    """How many of the actor's notifications are unread."""
    return queries.count_unread(actor.user_id)


@unit_of_work
def mark_read(actor: Actor, ids: Sequence[UUID] | None = None) -> int:
    """Mark the actor's own notifications as read: those named, or all; how many changed."""
    rows = NotificationRow.objects.filter(user_id=actor.user_id, read_at=None)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    return rows.update(read_at=now())
