"""Cross-origin rules: closed, except for the origins named in CORS_ALLOWED_ORIGINS. Tokens travel in headers,
never in cookies, so no credentials are allowed across origins."""

from __future__ import annotations

import os
from functools import cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase

METHODS = "GET, POST, PUT, PATCH, DELETE"
REQUEST_HEADERS = (
    "Authorization, Content-Type, X-Tenant, X-API-Key, X-Request-ID, Idempotency-Key, If-Match, If-None-Match, "
    "Accept-Language"
)
REPLY_HEADERS = "ETag, Retry-After, X-Request-ID, Content-Disposition, Location"


@cache
def allowed_origins() -> frozenset[str]:
    """Origins from the environment, comma separated; ``*`` allows every origin."""
    return frozenset(each.strip() for each in os.environ.get("CORS_ALLOWED_ORIGINS", "").split(",") if each.strip())


def preflight(request: HttpRequest) -> HttpResponse | None:
    """The answer to a browser's question before a cross-origin request; None for any other request."""
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    response = HttpResponse(status=204)
    if _is_allowed(request):
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
        response.headers["Access-Control-Max-Age"] = "600"
    return response


def allow(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let an allowed origin read the reply."""
    if "Origin" in request.headers and _is_allowed(request):
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = REPLY_HEADERS
        response.headers["Vary"] = "Origin"


def _is_allowed(request: HttpRequest) -> bool:
    origins = allowed_origins()
    return "*" in origins or request.headers.get("Origin") in origins
