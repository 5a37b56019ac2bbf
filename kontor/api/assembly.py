"""The API of this installation: every room's router in one place, assembled once."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from kontor.api.application import KontorAPI, build
from kontor.api.discovery import room_routers
from kontor.api.idempotency import once_per_key

#: The API's own endpoints, in the order they are asked.
OWN = (
    "kontor.api.auth.router",
    "kontor.api.routers.model",
    "kontor.api.routers.configuration",
    "kontor.api.openapi.router",
    "kontor.api.routers.exports",
    "kontor.api.routers.documents",
    "kontor.api.routers.actions",
    "kontor.api.routers.flows",
    "kontor.api.routers.prints",
    "kontor.api.routers.bulk",
    "kontor.api.routers.imports",
    "kontor.api.routers.master",
    "kontor.api.routers.inbox",
    "kontor.api.routers.search",
    "kontor.api.routers.explain",
    "kontor.api.routers.records",
)


@cache
def assembled() -> KontorAPI:
    """The one API of this process; rooms with a router of their own come after the generic endpoints."""
    from kontor.api.routers import aliases

    api = build()
    api.add_decorator(once_per_key(lambda request, result: api.create_response(request, result)), mode="operation")
    for name in OWN:
        api.add_router("", import_module(name).router)
    api.add_router("", aliases.build())
    for found in room_routers():
        api.add_router(found.prefix, found.router)
    return api
