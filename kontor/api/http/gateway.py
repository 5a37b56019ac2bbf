"""The door every API request passes: id, size, characters, rate, cross-origin rules – and errors on the way out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver

from kontor.api.errors import BodyTooLarge, MalformedRequest, MethodNotAllowed
from kontor.api.http import bodies, cors, rates
from kontor.api.http.addresses import address_of
from kontor.api.http.envelope import failure
from kontor.api.http.failures import as_refusal
from kontor.api.http.languages import language_of
from kontor.kernel.ids import new_id

View = Callable[..., HttpResponseBase]

#: Uploads travel as multipart and may be larger than JSON; the file engine has the last word on their size.
MOST_UPLOAD_BYTES = 52 * 1024 * 1024


def guarded(view: View) -> View:
    """The same view behind the door."""

    @wraps(view)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request_id = correlation_of(request)
        _introduce(request, request_id)
        # For endpoints of lower floors that nobody signs in to: they cannot ask the API.
        request.language = language_of(request)  # type: ignore[attr-defined]
        request.client_address = address_of(request)  # type: ignore[attr-defined]
        response = cors.preflight(request) or _answer(view, request, *args, **kwargs)
        return _dress(request, response, request_id)

    through.csrf_exempt = True  # type: ignore[attr-defined]
    return through


def guard_all(patterns: list[Any]) -> list[URLPattern]:
    """Every ninja route behind the door."""
    found: list[URLPattern] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            raise TypeError("routes of the API are flat")
        guard = cast(Any, pattern)
        guard.callback = guarded(guard.callback)
        found.append(guard)
    return found


def correlation_of(request: HttpRequest) -> UUID:
    """X-Request-ID when it is a UUID, else a new id; joins everything this request sets in motion (P7)."""
    try:
        return UUID(request.headers.get("X-Request-ID", ""))
    except ValueError:
        return new_id()


def _introduce(request: HttpRequest, request_id: UUID) -> None:
    """What endpoints without authentication may ask of a request; the rest know the actor."""
    request.correlation_id = request_id  # type: ignore[attr-defined]
    request.language = language_of(request)  # type: ignore[attr-defined]
    request.client_address = address_of(request)  # type: ignore[attr-defined]


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        _ensure_readable(request)
        rates.ensure_address_may(request)
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = tuple(sorted(response.headers["Allow"].split(", ")))
            refusal = failure(MethodNotAllowed(str(request.method)[:20], allowed), language_of(request))
            refusal.headers["Allow"] = response.headers["Allow"]
            return refusal
        return response
    except Exception as error:
        return failure(as_refusal(error, request), language_of(request))


def _ensure_readable(request: HttpRequest) -> None:
    if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
        raise MalformedRequest(bodies.BAD_CHARACTER)
    multipart = (request.content_type or "").startswith("multipart/")
    limit = MOST_UPLOAD_BYTES if multipart else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > limit:
        raise BodyTooLarge(limit)


def _dress(request: HttpRequest, response: HttpResponseBase, request_id: UUID) -> HttpResponseBase:
    """Headers every reply carries: never cached by others, never rendered as a page, traceable."""
    response.headers["X-Request-ID"] = str(request_id)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    cors.allow(request, response)
    return response
