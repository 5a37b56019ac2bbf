"""JSON Schema of a record's fields, for OpenAPI (design.md §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.packaging.model import CompiledField


def json_schema(fields: Mapping[str, CompiledField], *, writing: bool, language: str = "en") -> dict[str, Any]:
    """An object schema; ``writing`` leaves computed fields out and lists what is always required."""
    chosen = {name: each for name, each in fields.items() if not (writing and each.is_computed)}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _property(each, language) for name, each in chosen.items()},
        "additionalProperties": not writing,
    }
    required = [name for name, each in chosen.items() if writing and _always_needed(each)]
    return schema | ({"required": required} if required else {})


def _property(field: CompiledField, language: str) -> dict[str, Any]:
    own = dict(field.type.json_schema(field.options))
    if "type" in own:
        own["type"] = [*([own["type"]] if isinstance(own["type"], str) else own["type"]), "null"]
        if "enum" in own:
            own["enum"] = [*own["enum"], None]
    if field.is_computed:
        own["readOnly"] = True
    described = field.field.help.pick(language) if field.field.help else None
    return {"title": field.label.pick(language), **({"description": described} if described else {}), **own}


def _always_needed(field: CompiledField) -> bool:
    of = field.field
    return of.required and of.default is None and of.default_when is None and of.visible_when is None
