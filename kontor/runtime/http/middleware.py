"""Around every request: measuring, and headers that protect the browser."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger("kontor.http")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
)
SLOW_SECONDS = 1.0
_OPERATIONS = frozenset({"/health", "/ready", "/metrics"})


class SecurityHeaders:
    """Content security policy and permissions policy on every reply (Q1)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response


class ActivePeople:
    """Who has called within five minutes, as this process saw it."""

    def __init__(self, seconds: float = 300.0) -> None:
        self._seconds, self._last_call = seconds, dict[UUID, float]()

    def seen(self, user_id: UUID, now: float | None = None) -> int:
        """Note a call; returns how many people are active."""
        moment = time.monotonic() if now is None else now
        self._last_call[user_id] = moment
        for each in [each for each, last in list(self._last_call.items()) if moment - last > self._seconds]:
            self._last_call.pop(each, None)
        return len(self._last_call)


class Observe:
    """Counts and times every call by its endpoint's pattern, never by the address with its ids (Q4)."""

    def __init__(self, get_response: Handler) -> None:
        from kontor.runtime.http import metrics

        self.get_response = get_response
        self._metrics = metrics
        self._people = ActivePeople()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in _OPERATIONS:
            return self.get_response(request)
        started = time.perf_counter()
        self._metrics.IN_PROGRESS.inc()
        try:
            response = self.get_response(request)
        finally:
            self._metrics.IN_PROGRESS.dec()
        self._record(request, response, time.perf_counter() - started)
        return response

    def _record(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        method = request.method or "?"
        endpoint = request.resolver_match.route if request.resolver_match else "unknown"
        self._metrics.REQUESTS.labels(method, endpoint, str(response.status_code)).inc()
        self._metrics.SECONDS.labels(method, endpoint).observe(seconds)
        self._record_pool()
        if user_id := getattr(getattr(request, "auth", None), "user_id", None):
            self._metrics.ACTIVE_USERS.set(self._people.seen(user_id))
        level = logging.WARNING if response.status_code >= 500 or seconds > SLOW_SECONDS else logging.DEBUG
        if logger.isEnabledFor(level):
            facts = {
                "method": method,
                "endpoint": endpoint,
                "status": response.status_code,
                "seconds": round(seconds, 4),
            }
            logger.log(level, "%s %s %s", method, endpoint, response.status_code, extra=facts)

    def _record_pool(self) -> None:
        """The pool's own counters; absent before the first query."""
        from django.db import connection

        pool = connection._connection_pools.get("default")  # type: ignore[attr-defined]
        if pool is None:
            return
        stats = pool.get_stats()
        self._metrics.POOL_SIZE.set(stats.get("pool_size", 0))
        self._metrics.POOL_IDLE.set(stats.get("pool_available", 0))
        self._metrics.POOL_WAITING.set(stats.get("requests_waiting", 0))
