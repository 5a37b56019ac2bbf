"""Write notifications for any number of users in one statement."""

from collections.abc import Iterable
from uuid import UUID

from kontor.engines.notifications.contracts import Message
from kontor.engines.notifications.models import NotificationRow
from kontor.kernel.text import Text


def tell(user_ids: Iterable[UUID], message: Message) -> int:
    """Tell each user once; how many users were asked to be told. A repeated ``once_key`` is silently left out."""
    rows = [
        NotificationRow(
            user_id=user_id,
            subject=_filled(message.subject, message),
            body=_filled(message.body, message) if message.body else None,
            record_type=message.record_type,
            record_id=message.record_id,
            once_key=message.once_key,
        )
        for user_id in sorted(set(user_ids))
    ]
    NotificationRow.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _filled(text: Text, message: Message) -> dict[str, str]:
    return {language: text.format(language, **message.facts) for language in text.to_mapping()}
