"""Comments stay as said and call whom they mention (P16)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError

from kontor.engines.comments import api
from kontor.engines.comments.models import Comment
from kontor.kernel.actor import Actor
from kontor.kernel.errors import DomainError
from kontor.kernel.ids import new_id
from kontor.tenancy.api import add_member, create_organisation, create_tenant, create_user, working


@pytest.fixture
def actor(database) -> Actor:
    tag = uuid4().hex[:8]
    tenant = create_tenant(f"c-{tag}", "Comments")
    system = Actor.system(tenant.id)
    root = create_organisation(system, code="R", name="Root", kind="company", currency="TWD")
    user = create_user(f"{tag}@example.com", "安娜")
    add_member(system, user.id, root.id)
    return Actor(user.id, tenant.id, root.id)


def test_a_comment_names_author_and_mentions(actor: Actor) -> None:
    record = new_id()
    heard = []
    listener = api.on_added(lambda *event: heard.append(event))
    try:
        api.add(actor, "requisition", record, "  請確認規格  ", [actor.user_id, actor.user_id])
    finally:
        api._listeners.remove(listener)
    (comment,) = api.list_comments(actor, "requisition", record)
    assert (comment.text, comment.author) == ("請確認規格", "安娜")
    assert comment.mentions == ((actor.user_id, "安娜"),)
    assert heard[0][3] == comment
    assert api.list_comments(actor, "purchase_order", record) == []


@pytest.mark.parametrize(("text", "code"), [(" \n", "COMMENT_EMPTY"), ("x" * 10_001, "COMMENT_TOO_LONG")])
def test_nothing_and_too_much_are_refused(actor: Actor, text: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        api.add(actor, "requisition", new_id(), text)
    assert refused.value.code == code


def test_a_stranger_cannot_be_mentioned(actor: Actor) -> None:
    stranger = create_user(f"{uuid4().hex[:8]}@example.com", "Stranger")
    with pytest.raises(DomainError) as refused:
        api.add(actor, "requisition", new_id(), "hello", [stranger.id])
    assert refused.value.code == "MENTION_UNKNOWN"


def test_the_database_refuses_to_change_a_comment(actor: Actor) -> None:
    record = new_id()
    api.add(actor, "requisition", record, "said")
    with pytest.raises(DatabaseError), working(actor):
        Comment.objects.filter(record_id=record).update(text="never said")
