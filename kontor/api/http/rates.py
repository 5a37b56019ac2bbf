"""How often one address or one user may ask; counted per minute in the cache (Redis counts over all machines)."""

from __future__ import annotations

import os
import time
from functools import cache
from uuid import UUID

from django.core.cache import cache as store
from django.http import HttpRequest

from kontor.api.http.addresses import address_of
from kontor.kernel.errors import RateLimited

WINDOW_SECONDS = 60


@cache
def limit(name: str, default: int) -> int:
    """Requests per minute from the environment; 0 switches the limit off."""
    return int(os.environ.get(name) or default)


def ensure_address_may(request: HttpRequest) -> None:
    """Bound requests without a token by address (API_RATE_ANONYMOUS, 600 a minute); others are bound by user."""
    if "Authorization" in request.headers or "X-API-Key" in request.headers:
        return
    _count(f"address:{address_of(request)}", limit("API_RATE_ANONYMOUS", 600))


def ensure_user_may(user_id: UUID) -> None:
    """Bound requests of one user (API_RATE_USER, 30,000 a minute)."""
    _count(f"user:{user_id}", limit("API_RATE_USER", 30_000))


def ensure_attempt(name: str, key: str, most: int) -> None:
    """Bound attempts at something people guess: passwords, refresh tokens, portal links."""
    _count(f"{name}:{key}", most)


def _count(key: str, most: int) -> None:
    """Count one request in the present minute.

    Raises:
        RateLimited: beyond ``most``; says in how many seconds the next minute begins.
    """
    if most <= 0:
        return
    now = int(time.time())
    window = now // WINDOW_SECONDS
    name = f"kontor:rate:{key}:{window}"
    store.add(name, 0, WINDOW_SECONDS * 2)
    try:
        counted = store.incr(name)
    except ValueError:  # dropped by the cache between the two steps
        return
    if counted > most:
        raise RateLimited(WINDOW_SECONDS - now % WINDOW_SECONDS)
