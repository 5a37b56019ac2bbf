"""Whoever a comment mentions is told the way to the record, not its content: they may not be able to read it."""

from __future__ import annotations

from uuid import UUID

from kontor.engines.comments import api as comments
from kontor.engines.notifications import api as notifications
from kontor.kernel.actor import Actor
from kontor.kernel.text import Text
from kontor.packaging import api as packaging
from kontor.tenancy.context import current

MENTIONED = Text(en="{author} mentioned you: {record}", zh_hant="{author} 在留言中提到您:{record}")


@comments.on_added
def tell_mentioned(actor: Actor, record_type: str, record_id: UUID, comment: comments.CommentView) -> None:
    """One notification for each mentioned colleague, in the transaction of the comment."""
    if not comment.mentions:
        return
    facts = {"author": comment.author, "record": _label(actor, record_type)}
    message = notifications.Message(MENTIONED, None, facts, record_type=record_type, record_id=record_id)
    notifications.notify(actor, [user_id for user_id, _ in comment.mentions], message)


def _label(actor: Actor, record_type: str) -> Text | str:
    """What people call such a record; its code before anything is published."""
    if current().config_version_id is None:
        return record_type
    return packaging.current(actor.tenant_id).labels_of_kind(record_type)
