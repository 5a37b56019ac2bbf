"""``/inbox``: everything that waits for the reader (R2, ui.md)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from kontor.api.requests import actor_of
from kontor.api.services.inbox import waiting

router = Router(tags=["Inbox"])


@router.get("/inbox", operation_id="get_inbox", summary="What waits for me")
def get_inbox(
    request: HttpRequest,
    inbox: Annotated[str | None, Query(max_length=63)] = None,
    page_size: Annotated[int, Query(ge=1, le=200)] = 20,
) -> list[dict[str, Any]]:
    """Groups with their counts and first rows; only records one of the group's actions is open to the reader for.

    ``inbox`` asks for one group alone. Oldest first.
    """
    return waiting(actor_of(request), only=inbox, rows=page_size)
