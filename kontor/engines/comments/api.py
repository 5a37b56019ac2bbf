"""The public face of comments. Whether the actor may see the record is asked by the caller.

Whoever wants to hear of a comment (notifications) registers with ``on_added``; it runs in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kontor.engines.comments.errors import CommentEmpty, CommentTooLong, MentionUnknown
from kontor.engines.comments.models import Comment
from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.tenancy.api import reading, unit_of_work, user_labels

MOST_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment with the names of its author and of whom it mentions."""

    id: UUID
    text: str
    created_at: datetime
    created_by: UUID
    author: str
    mentions: tuple[tuple[UUID, str], ...] = ()


Listener = Callable[[Actor, str, UUID, CommentView], None]
_listeners: list[Listener] = []


def on_added(listener: Listener) -> Listener:
    """Call ``listener(actor, record_type, record_id, comment)`` for every new comment; usable as a decorator."""
    _listeners.append(listener)
    return listener


@unit_of_work
def add(actor: Actor, record_type: str, record_id: UUID, text: str, mentions: Sequence[UUID] = ()) -> CommentView:
    """Say something about a record.

    Raises:
        CommentEmpty, CommentTooLong: the text.
        MentionUnknown: a mentioned user is no member of the tenant.
    """
    words = text.strip()
    if not words:
        raise CommentEmpty
    if len(words) > MOST_CHARACTERS:
        raise CommentTooLong(MOST_CHARACTERS, len(words))
    mentioned = list(dict.fromkeys(mentions))
    names = user_labels([*mentioned, actor.user_id])
    for each in mentioned:
        if each not in names:
            raise MentionUnknown(str(each))
    row = Comment(
        id=new_id(),
        record_type=record_type,
        record_id=record_id,
        text=words,
        mentions=mentioned,
        created_by=actor.user_id,
    )
    row.save(force_insert=True)
    view = _view(row, {**names, actor.user_id: names.get(actor.user_id) or actor.name})
    for listener in _listeners:
        listener(actor, record_type, record_id, view)
    return view


@reading
def list_comments(actor: Actor, record_type: str, record_id: UUID) -> list[CommentView]:
    """Comments of a record, oldest first."""
    rows = list(Comment.objects.filter(record_type=record_type, record_id=record_id).order_by("created_at", "id"))
    names = dict(user_labels({each for row in rows for each in (row.created_by, *row.mentions)}))
    return [_view(row, names) for row in rows]


def _view(row: Comment, names: dict[UUID, str]) -> CommentView:
    mentions = tuple((each, names.get(each, "")) for each in row.mentions)
    return CommentView(row.id, row.text, row.created_at, row.created_by, names.get(row.created_by, ""), mentions)
