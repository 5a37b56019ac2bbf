"""The whole specification of one tenant, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ninja.operation import Operation

from kontor.api.application import KontorAPI
from kontor.api.openapi import schemas
from kontor.api.openapi.expand import expanded
from kontor.packaging.model import Model

#: Replies that are no envelope but a file.
FILES = frozenset(
    {"download_file", "print_document", "export_documents", "export_lines", "export_records", "export_any"}
)
CREATED = frozenset(
    {"create_document", "create_record", "derive", "create_api_key", "upload_file", "attach_file", "add_comment"}
)
ACCEPTED = frozenset({"bulk"})
PREFIX = "/api/v1"


def specification(api: KontorAPI, model: Model | None, language: str) -> dict[str, Any]:
    """OpenAPI 3.1; without a model the addresses stay general."""
    plain = dict(api.get_openapi_schema(path_prefix=""))
    paths = {_rooted(path): methods for path, methods in plain["paths"].items()}
    if model is not None:
        paths = expanded(paths, model)
    public = _public(api)
    for operation in _operations(paths):
        _finish(operation, public)
    own = schemas.components(model, language) if model is not None else {"Error": schemas.ERROR}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kontor", "version": plain["info"]["version"], "description": api.description},
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {
            "schemas": {**plain.get("components", {}).get("schemas", {}), **own},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
        "security": [{"bearer": []}, {"api_key": []}],
    }


def _rooted(path: str) -> str:
    return "/" + path.lstrip("/")


def _operations(paths: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for methods in paths.values():
        yield from methods.values()


def _public(api: KontorAPI) -> frozenset[str]:
    """Ids of operations that need no sign-in."""
    return frozenset(_id(api, each) for each in _declared(api) if not each.auth_callbacks)


def _declared(api: KontorAPI) -> Iterator[Operation]:
    for bound in api._get_bound_routers():
        for view in bound.path_operations.values():
            yield from view.operations


def _id(api: KontorAPI, operation: Operation) -> str:
    return operation.operation_id or api.get_openapi_operation_id(operation)


def _finish(operation: dict[str, Any], public: frozenset[str]) -> None:
    """Replies in their envelope, refusals beside them, headers every POST understands."""
    base = operation["operationId"].partition("__")[0]
    data = operation.pop("x-data", schemas.ANYTHING)
    status = "201" if base in CREATED else "202" if base in ACCEPTED else "200"
    operation["responses"] = {status: _reply(base, data), "default": _refusal()}
    if base in public:
        operation["security"] = []


def _reply(base: str, data: dict[str, Any]) -> dict[str, Any]:
    if base in FILES:
        return {"description": "A file", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
    return {"description": "Done", "content": {"application/json": {"schema": schemas.enveloped(data)}}}


def _refusal() -> dict[str, Any]:
    return {"description": "Refused", "content": {"application/json": {"schema": schemas.ref("Error")}}}
