"""What endpoints ask of a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from kontor.kernel.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The authenticated actor; endpoints without authentication have none."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]


def set_header(request: HttpRequest, name: str, value: str | None) -> None:
    """Let the request look as if the caller had sent this header, or had not; Django keeps a copy of them."""
    key = "HTTP_" + name.upper().replace("-", "_")
    request.META.pop(key, None)
    if value is not None:
        request.META[key] = value
    request.__dict__.pop("headers", None)
