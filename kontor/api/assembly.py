"""The API of this installation: every room's router in one place, assembled once."""

from __future__ import annotations

from functools import cache

from kontor.api.application import KontorAPI, build
from kontor.api.discovery import room_routers
from kontor.api.idempotency import once_per_key


@cache
def assembled() -> KontorAPI:
    """The one API of this process; rooms with a router of their own come after the generic endpoints."""
    from kontor.api.auth.router import router as auth

    api = build()
    api.add_decorator(once_per_key(lambda request, result: api.create_response(request, result)), mode="operation")
    api.add_router("", auth)
    for found in room_routers():
        api.add_router(found.prefix, found.router)
    return api
