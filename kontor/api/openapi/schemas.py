"""Schemas of a tenant's own types, and the envelope around everything."""

from __future__ import annotations

from typing import Any

from kontor.engines.attributes.schemas import json_schema
from kontor.packaging.model import DocumentModel, EntityModel, Model

Schema = dict[str, Any]

ANYTHING: Schema = {}
TEXT: Schema = {"type": "string"}
ID: Schema = {"type": "string", "format": "uuid"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
VERSION: Schema = {"type": "integer", "minimum": 0}

PAGINATION: Schema = {
    "type": ["object", "null"],
    "properties": {
        "page": {"type": ["integer", "null"]},
        "page_size": {"type": ["integer", "null"]},
        "total": {"type": ["integer", "null"]},
        "has_more": {"type": "boolean"},
        "next_cursor": {"type": ["string", "null"]},
    },
}

ERROR: Schema = {
    "type": "object",
    "required": ["success", "error", "timestamp"],
    "properties": {
        "success": {"const": False},
        "error": {
            "type": "object",
            "required": ["code", "message", "details"],
            "properties": {"code": TEXT, "message": TEXT, "details": {"type": "object"}},
        },
        "timestamp": MOMENT,
    },
}


def enveloped(data: Schema) -> Schema:
    """A good reply around ``data``."""
    return {
        "type": "object",
        "required": ["success", "data", "pagination", "timestamp"],
        "properties": {"success": {"const": True}, "data": data, "pagination": PAGINATION, "timestamp": MOMENT},
    }


def name_of(code: str) -> str:
    """``purchase_order`` → ``PurchaseOrder``."""
    return "".join(word.capitalize() for word in code.split("_"))


def ref(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def components(model: Model, language: str) -> dict[str, Schema]:
    """Every schema of the tenant by name."""
    found: dict[str, Schema] = {"Error": ERROR}
    for document in model.documents.values():
        found |= _document(document, language)
    for entity in model.entities.values():
        found |= _entity(entity, language)
    return found


def _document(document: DocumentModel, language: str) -> dict[str, Schema]:
    name = name_of(document.code)
    label = document.label.pick(language)
    states = list(document.workflow.states)
    found = {
        f"{name}Input": json_schema(document.header, writing=True, language=language),
        f"{name}Values": json_schema(document.header, writing=False, language=language),
        name: {
            "type": "object",
            "title": label,
            "required": ["id", "number", "state", "version", "values", "lines"],
            "properties": {
                "id": ID,
                "type": {"const": document.code},
                "number": TEXT,
                "state": {"type": "string", "enum": states},
                "standard_status": TEXT,
                "version": VERSION,
                "values": ref(f"{name}Values"),
                "labels": {"type": "object", "additionalProperties": TEXT},
                "lines": {"type": "array", "items": ref(f"{name}Line") if document.has_lines else ANYTHING},
                "created_at": MOMENT,
                "created_by": ID,
                "updated_at": MOMENT,
                "updated_by": ID,
            },
        },
    }
    return found | (_lines(document, name, language) if document.has_lines else {})


def _lines(document: DocumentModel, name: str, language: str) -> dict[str, Schema]:
    line_input = json_schema(document.lines, writing=True, language=language)
    line_input["properties"] = {"id": ID, **line_input["properties"]}
    states = list(document.line_workflow.states) if document.line_workflow else None
    return {
        f"{name}LineInput": line_input,
        f"{name}LineValues": json_schema(document.lines, writing=False, language=language),
        f"{name}Line": {
            "type": "object",
            "required": ["id", "line_no", "values"],
            "properties": {
                "id": ID,
                "line_no": {"type": "integer"},
                "state": {"type": "string", "enum": states} if states else ANYTHING,
                "version": VERSION,
                "values": ref(f"{name}LineValues"),
                "labels": {"type": "object", "additionalProperties": TEXT},
                "flows": {"type": "object"},
            },
        },
    }


def _entity(entity: EntityModel, language: str) -> dict[str, Schema]:
    name = f"{name_of(entity.code)}Record"
    return {
        f"{name}Input": json_schema(entity.fields, writing=True, language=language),
        f"{name}Values": json_schema(entity.fields, writing=False, language=language),
        name: {
            "type": "object",
            "title": entity.label.pick(language),
            "required": ["id", "version", "values"],
            "properties": {
                "id": ID,
                "version": VERSION,
                "values": ref(f"{name}Values"),
                "labels": {"type": "object", "additionalProperties": TEXT},
            },
        },
    }
