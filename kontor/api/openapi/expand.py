"""Turns ``/documents/{type}`` and ``/master/{entity}`` into one typed address for each type of the tenant."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from kontor.api.openapi.schemas import ID, TEXT, VERSION, Schema, name_of, ref
from kontor.packaging.model import DocumentModel, EntityModel, Model

Operation = dict[str, Any]
Paths = dict[str, dict[str, Operation]]


def expanded(paths: Paths, model: Model) -> Paths:
    """All addresses, those of types multiplied; the order of the API stays."""
    found: Paths = {}
    for path, methods in paths.items():
        if "/documents/{type}" in path:
            for document in model.documents.values():
                found[path.replace("{type}", document.code)] = dict(_typed(methods, document.code, _document(document)))
        elif "/master/{entity}" in path:
            for entity in model.entities.values():
                found[path.replace("{entity}", entity.code)] = dict(_typed(methods, entity.code, _entity(entity)))
        else:
            found[path] = methods
    return found


def _typed(methods: Mapping[str, Operation], code: str, shapes: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Each operation for one type: its own id, no type parameter, typed body and reply."""
    for method, generic in methods.items():
        operation = copy.deepcopy(generic)
        name = operation["operationId"]
        operation["operationId"] = f"{name}__{code}"
        operation["tags"] = [shapes["tag"]]
        operation["parameters"] = [
            _narrowed(each, shapes)
            for each in operation.get("parameters", ())
            if each["name"] not in {"type", "entity"}
        ]
        operation["parameters"] += shapes["parameters"].get(name, [])
        if name in shapes["bodies"]:
            operation["requestBody"]["content"]["application/json"]["schema"] = shapes["bodies"][name]
        if name in shapes["replies"]:
            operation["x-data"] = shapes["replies"][name]
        yield method, operation


def _narrowed(parameter: Mapping[str, Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """Actions are named: those of the header or of the lines."""
    if parameter["name"] == "action" and shapes.get("actions"):
        return {**parameter, "schema": {"type": "string", "enum": shapes["actions"]}}
    return dict(parameter)


def _document(document: DocumentModel) -> dict[str, Any]:
    name = name_of(document.code)
    lines: Schema = (
        {"type": "array", "items": ref(f"{name}LineInput")} if document.has_lines else {"type": "array", "maxItems": 0}
    )
    confirmed: Schema = {"type": "array", "items": TEXT}
    create: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"values": ref(f"{name}Input"), "lines": lines, "confirmed": confirmed},
    }
    change: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "version": VERSION,
            "values": {"type": "object"},
            "lines": {"type": "array", "items": {"type": "object"}},
            "removed_lines": {"type": "array", "items": ID},
            "confirmed": confirmed,
        },
    }
    actions = [each.action for each in document.workflow.actions.values() if not each.system]
    if document.line_workflow is not None:
        actions += [each.action for each in document.line_workflow.actions.values() if not each.system]
    whole, many = ref(name), {"type": "array", "items": ref(name)}
    return {
        "tag": document.label.en,
        "actions": sorted(set(actions)),
        "bodies": {"create_document": create, "change_document": change},
        "replies": {
            "create_document": whole,
            "get_document": whole,
            "change_document": whole,
            "fire_action": whole,
            "fire_line_action": whole,
            "fire_lines": many,
        },
        "parameters": {
            "list_documents": filters_of(document.header),
            "list_lines": filters_of(document.lines),
        },
    }


def _entity(entity: EntityModel) -> dict[str, Any]:
    name = f"{name_of(entity.code)}Record"
    create: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"values": ref(f"{name}Input"), "confirmed": {"type": "array", "items": TEXT}},
    }
    return {
        "tag": entity.label.en,
        "bodies": {"create_record": create},
        "replies": {"create_record": ref(name), "get_record": ref(name), "change_record": ref(name)},
        "parameters": {"list_records": filters_of(entity.fields)},
    }


LISTING: list[dict[str, Any]] = [
    {"name": "filter", "in": "query", "schema": TEXT, "description": "JSONLogic over the fields"},
    {"name": "sort", "in": "query", "schema": TEXT, "description": "Field names, comma separated; - descends"},
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100_000}},
    {"name": "page_size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 500}},
    {"name": "cursor", "in": "query", "schema": TEXT, "description": "next_cursor of the page before"},
    {"name": "fields", "in": "query", "schema": TEXT, "description": "Fields wanted, comma separated"},
    {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 200}, "description": "Words to find"},
    {"name": "count", "in": "query", "schema": {"type": "boolean"}, "description": "Count all rows"},
    {"name": "view", "in": "query", "schema": TEXT, "description": "A saved view of the type"},
]


def filters_of(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parameters of a list: the common ones, and one for each filterable field."""
    named = [
        {"name": f"{name}__eq", "in": "query", "schema": TEXT, "description": each.label.en}
        for name, each in fields.items()
        if each.field.filterable
    ]
    return [*LISTING, *named]
