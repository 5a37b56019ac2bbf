"""Compiled models of this process: by version id, and by content so that tenants with equal sources share one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from kontor.packaging.model import Model

MOST_MODELS = 64
MOST_VERSIONS = 4096

_lock = threading.Lock()
_by_content: OrderedDict[str, Model] = OrderedDict()
_by_version: OrderedDict[tuple[UUID, UUID], Model] = OrderedDict()


def of_version(tenant_id: UUID, version_id: UUID) -> Model | None:
    """The model of a tenant's version, if this process has it."""
    return _by_version.get((tenant_id, version_id))


def of_content(content_hash: str, compile_it: Callable[[], Model]) -> Model:
    """The model of a content hash, compiled at the first question."""
    with _lock:
        known = _by_content.get(content_hash)
    if known is not None:
        return known
    made = compile_it()
    with _lock:
        known = _by_content.setdefault(content_hash, made)
        _trim(_by_content, MOST_MODELS)
    return known


def keep(tenant_id: UUID, version_id: UUID, number: int, model: Model) -> Model:
    """Remember the model under its version. Models of equal content share everything but id and number."""
    own = replace(model, version_id=version_id, number=number)
    with _lock:
        kept = _by_version.setdefault((tenant_id, version_id), own)
        _trim(_by_version, MOST_VERSIONS)
    return kept


def forget() -> None:
    """Drop everything; for tests that change what words mean."""
    with _lock:
        _by_content.clear()
        _by_version.clear()


def _trim(cache: OrderedDict[Any, Model], most: int) -> None:
    while len(cache) > most:
        cache.popitem(last=False)
