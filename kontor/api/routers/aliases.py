"""Published addresses of designs that mean a generic one (R12): declared by apps as data, built here.

An app offers ``http/aliases.py`` with ``ALIASES``; each entry names an address, an entity or a document type, and what
it offers there. Bodies are plain fields; replies are flat rows, as lists give them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps
from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, ConfigDict

from kontor.api.services import published

LIST, CREATE, GET, PUT, SUMMARY, BULK, EXPORT = "list", "create", "get", "put", "summary", "bulk-action", "export"


class Fields(BaseModel):
    """A body of plain fields; the entity says which it knows."""

    model_config = ConfigDict(extra="allow")


@dataclass(frozen=True, slots=True)
class Alias:
    """One published address."""

    address: str
    offers: tuple[str, ...]
    entity: str = ""
    document: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    under: str = ""

    @property
    def name(self) -> str:
        """A word for operation ids."""
        return self.address.strip("/").replace("/", "_").replace("{uuid:id}_", "").replace("-", "_")


def declared() -> Iterator[Alias]:
    """Every alias of the installed rooms."""
    for config in apps.get_app_configs():
        module = f"{config.name}.http.aliases"
        if config.name.startswith("kontor.apps.") and find_spec(f"{config.name}.http") and find_spec(module):
            for entry in import_module(module).ALIASES:
                yield Alias(**entry)


def build() -> Router:
    """A router with every published address."""
    router = Router(tags=["Published"])
    for alias in declared():
        for offer in alias.offers:
            _OFFERS[offer](router, alias)
    return router


def _list(router: Router, alias: Alias) -> None:
    if "{" in alias.address:

        def list_under(request: HttpRequest, id: UUID) -> Any:
            return published.rows(request, alias, {alias.under: str(id)})

        _get(router, alias.address, f"list_{alias.name}", list_under)
        return

    def list_all(request: HttpRequest) -> Any:
        return published.rows(request, alias, {})

    _get(router, alias.address, f"list_{alias.name}", list_all)


def _create(router: Router, alias: Alias) -> None:
    def create(request: HttpRequest, body: Fields) -> Any:
        return published.create(request, alias, body.model_extra or {})

    router.post(alias.address, operation_id=f"create_{alias.name}", summary=f"Create in {alias.address}")(create)


def _read(router: Router, alias: Alias) -> None:
    def read(request: HttpRequest, id: UUID) -> Any:
        return published.read(request, alias, id)

    _get(router, f"{alias.address}/{{uuid:id}}", f"get_{alias.name}", read)


def _put(router: Router, alias: Alias) -> None:
    def put(request: HttpRequest, id: UUID, body: Fields) -> Any:
        return published.put(request, alias, id, body.model_extra or {})

    address = f"{alias.address}/{{uuid:id}}"
    router.put(address, operation_id=f"put_{alias.name}", summary=f"Change in {alias.address}")(put)


def _summary(router: Router, alias: Alias) -> None:
    def summary(request: HttpRequest) -> Any:
        return published.summary(request, alias)

    _get(router, f"{alias.address}/summary", f"summary_{alias.name}", summary)


def _bulk(router: Router, alias: Alias) -> None:
    def bulk_action(request: HttpRequest, body: published.BulkAction) -> Any:
        return published.bulk_action(request, alias, body)

    address = f"{alias.address}/bulk-action"
    router.post(address, operation_id=f"bulk_action_{alias.name}", summary="Decide many at once")(bulk_action)


def _export(router: Router, alias: Alias) -> None:
    def export(request: HttpRequest) -> Any:
        return published.export(request, alias)

    _get(router, f"{alias.address}/export", f"export_{alias.name}", export)


def _get(router: Router, address: str, name: str, view: Callable[..., Any]) -> None:
    router.get(address, operation_id=name, summary=f"Published: {address}")(view)


_OFFERS: Mapping[str, Callable[[Router, Alias], None]] = {
    LIST: _list,
    CREATE: _create,
    GET: _read,
    PUT: _put,
    SUMMARY: _summary,
    BULK: _bulk,
    EXPORT: _export,
}
