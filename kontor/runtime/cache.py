"""Cache back ends that count hits and misses for ``/metrics``."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

_MISSING = object()


class _Counting(BaseCache):
    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        from kontor.runtime.http.metrics import CACHE_READS

        found = super().get(key, _MISSING, version)
        CACHE_READS.labels("miss" if found is _MISSING else "hit").inc()
        return default if found is _MISSING else found


class LocalCache(_Counting, LocMemCache):
    """Memory of one process."""


class SharedCache(_Counting, RedisCache):
    """Redis, shared by all processes and machines."""
