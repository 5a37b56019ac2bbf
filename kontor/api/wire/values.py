"""Field values and their labels as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor.kernel.jsonvalues import JsonValue, to_json
from kontor.packaging.model import FieldSet


def values_json(values: Mapping[str, Any], fields: FieldSet) -> dict[str, JsonValue]:
    """Values spelt by their types; a field the model no longer has keeps its plain spelling."""
    return {name: _spelt(name, value, fields) for name, value in values.items()}


def labels_of(values: Mapping[str, Any], fields: FieldSet, labels: Mapping[UUID, str]) -> dict[str, str]:
    """What references show, by field; a reference nobody looked up has none."""
    found = {}
    for each in fields.references:
        value = values.get(each.name)
        if isinstance(value, UUID) and value in labels:
            found[each.name] = labels[value]
    return found


def _spelt(name: str, value: Any, fields: FieldSet) -> JsonValue:
    if value is None:
        return None
    known = fields.get(name)
    return known.type.to_json(value) if known is not None else to_json(value)
