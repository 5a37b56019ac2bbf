"""Versions in headers: ETag with a record, If-Match before a change, If-None-Match before a reading (Q2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kontor.api.errors import PreconditionMissing


def tag(version: object) -> str:
    """A strong ETag."""
    return f'"{version}"'


def is_unchanged(request: HttpRequest, version: object) -> bool:
    """Whether the caller already holds this version."""
    held = request.headers.get("If-None-Match", "")
    return tag(version) in [each.strip().removeprefix("W/") for each in held.split(",")]


def not_modified(version: object) -> HttpResponse:
    """Status 304: nothing to send."""
    response = HttpResponse(status=304)
    response.headers["ETag"] = tag(version)
    return response


def expected_version(request: HttpRequest, stated: int | None) -> int:
    """The version the caller has read: from the body, else from If-Match.

    Raises:
        PreconditionMissing: neither says.
    """
    found = stated_version(request, stated)
    if found is None:
        raise PreconditionMissing
    return found


def stated_version(request: HttpRequest, stated: int | None) -> int | None:
    """Like ``expected_version`` where the version may be left out.

    Raises:
        PreconditionMissing: If-Match is there and names no version.
    """
    if stated is not None or "If-Match" not in request.headers:
        return stated
    found = request.headers["If-Match"].strip().removeprefix("W/").strip('"')
    if not found.isdecimal() or len(found) > 9:
        raise PreconditionMissing
    return int(found)
