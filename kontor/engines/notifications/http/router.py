"""``/notifications``: what the signed-in person was told (P17)."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from kontor.engines.notifications import api
from kontor.engines.notifications.contracts import Notification

prefix = "/notifications"
router = Router(tags=["notifications"])


class Read(Schema):
    """Which notifications were read; without ``ids`` all of them."""

    ids: list[UUID] | None = None


@router.get("")
def list_notifications(
    request: HttpRequest, unread: bool = False, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Any:
    """The newest notifications and how many are unread."""
    actor = request.auth  # type: ignore[attr-defined]
    told = api.list_newest(actor, unread_only=unread, limit=limit)
    return {"unread": api.count_unread(actor), "notifications": [_wire(each) for each in told]}


@router.post("/read")
def mark_read(request: HttpRequest, body: Read) -> Any:
    """Mark notifications as read."""
    return {"changed": api.mark_read(request.auth, body.ids)}  # type: ignore[attr-defined]


def _wire(told: Notification) -> dict[str, Any]:
    return {
        "id": told.id,
        "subject": told.subject.to_mapping(),
        "body": told.body.to_mapping() if told.body else None,
        "record_type": told.record_type,
        "record_id": told.record_id,
        "created_at": told.created_at,
        "read_at": told.read_at,
    }
