"""The envelope around every reply, as design A publishes it (Q2).

``{success, data, pagination, timestamp}`` or ``{success: false, error: {code, message, details}, timestamp}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja.renderers import BaseRenderer

from kontor.kernel.clock import current_clock
from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.jsonvalues import to_json

JSON = "application/json"
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS

STATUS = {
    ErrorKind.INVALID: 422,
    ErrorKind.MALFORMED: 400,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.PRECONDITION: 412,
    ErrorKind.TOO_LARGE: 413,
    ErrorKind.RATE_LIMITED: 429,
    ErrorKind.UNAVAILABLE: 503,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint returns when data alone does not say it all."""

    data: Any
    pagination: Mapping[str, Any] | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class EnvelopeRenderer(BaseRenderer):
    """Wraps what an endpoint returns; understands ``Reply`` and pages (anything with ``rows`` and ``has_more``)."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        if isinstance(data, Reply):
            return success(data.data, data.pagination)
        return success(data)


def pagination_of(page: Any) -> dict[str, Any]:
    """The pagination of anything that knows ``has_more``."""
    return {
        "page": getattr(page, "page", None),
        "page_size": getattr(page, "page_size", None),
        "total": getattr(page, "total", None),
        "has_more": page.has_more,
        "next_cursor": getattr(page, "next_cursor", None),
    }


def success(data: Any, pagination: Mapping[str, Any] | None = None) -> bytes:
    """The bytes of a good reply."""
    return encode({"success": True, "data": data, "pagination": pagination, "timestamp": _now()})


def failure(error: DomainError, language: str) -> HttpResponse:
    """The reply for a refusal: right status, sentence in ``language``, facts and paths as details."""
    details = dict(error.details(language))
    if error.path:
        details["path"] = error.path
    body = {"code": error.code, "message": error.message(language), "details": details}
    response = HttpResponse(
        encode({"success": False, "error": body, "timestamp": _now()}), status=status_of(error), content_type=JSON
    )
    response.headers["Content-Language"] = language
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal: by its kind, unless the error names one."""
    named = getattr(type(error), "status", None)
    return named if isinstance(named, int) else STATUS[error.kind]


def encode(value: Any) -> bytes:
    """JSON bytes; decimals as text, dates ISO, moments in UTC with ``Z``."""
    return orjson.dumps(value, default=to_json, option=_OPTIONS)


def _now() -> datetime:
    return current_clock().now().replace(microsecond=0)
