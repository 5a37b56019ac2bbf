"""Finds every room's router: ``kontor/apps/<app>/http/router.py`` and the ledgers', by the rooms installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from ninja import Router


@dataclass(frozen=True, slots=True)
class FoundRouter:
    """A room's router and the path prefix it asked for (``/accounting``); an empty prefix mounts at the root."""

    prefix: str
    router: Router


def room_routers() -> Iterator[FoundRouter]:
    """Routers of all installed rooms beside the API itself, in the order of the floors."""
    for config in apps.get_app_configs():
        if not config.name.startswith("kontor.") or config.name == "kontor.api":
            continue
        module = _router_module(config.name)
        if module is not None:
            yield FoundRouter(str(getattr(module, "prefix", "")), module.router)


def _router_module(room: str) -> ModuleType | None:
    if find_spec(f"{room}.http") is None or find_spec(f"{room}.http.router") is None:
        return None
    return import_module(f"{room}.http.router")
