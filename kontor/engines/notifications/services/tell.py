"""Write notifications for any number of users in one statement."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from kontor.engines.notifications.contracts import Message
from kontor.engines.notifications.models import NotificationRow
from kontor.kernel import live
from kontor.kernel.text import Text
from kontor.tenancy import context


def tell(told: Iterable[tuple[UUID, Message]]) -> int:
    """Tell each user each message; how many were to be told. A repeated ``once_key`` is silently left out."""
    rows = [
        NotificationRow(
            user_id=user_id,
            subject=_filled(message.subject, message),
            body=_filled(message.body, message) if message.body else None,
            record_type=message.record_type,
            record_id=message.record_id,
            once_key=message.once_key,
        )
        for user_id, message in told
    ]
    NotificationRow.objects.bulk_create(rows, ignore_conflicts=True)
    _show_at_once(rows)
    return len(rows)


def _show_at_once(rows: Sequence[NotificationRow]) -> None:
    """A hint to the browser of each person, once the notification is committed."""
    if not live.is_carried():
        return
    tenant_id = context.current().tenant_id
    hints = [live.Change(tenant_id, "notification", each.id, "notification.new", each.user_id) for each in rows]
    context.on_commit(lambda: live.publish(hints))


def _filled(text: Text, message: Message) -> dict[str, str]:
    return {language: text.format(language, **message.facts) for language in text.to_mapping()}
