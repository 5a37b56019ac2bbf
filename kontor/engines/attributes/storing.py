"""Between Python values and how a row keeps them: columns, and ``data`` as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.engines.attributes.contracts import Values
from kontor.kernel.jsonvalues import JsonValue
from kontor.packaging.model import CompiledField, FieldSet

Fields = Mapping[str, CompiledField]


def split(fields: FieldSet, values: Mapping[str, Any]) -> tuple[Values, dict[str, JsonValue]]:
    """(SQL column → value, JSON for ``data``) of the given values; empty ones are null in both."""
    columns: Values = {}
    data: dict[str, JsonValue] = {}
    for name, value in values.items():
        field = fields[name]
        if field.column is not None:
            columns[field.column] = value
        else:
            data[name] = None if value is None else field.type.to_json(value)
    return columns, data


def load_data(fields: Fields, data: Mapping[str, Any]) -> Values:
    """Typed values of the fields kept in ``data``; keys no field knows any more are left out (P12)."""
    return {
        name: field.type.load(data[name])
        for name, field in fields.items()
        if field.column is None and data.get(name) is not None
    }


def load_row(fields: Fields, row: Mapping[str, Any]) -> Values:
    """Typed values of every field of a row that carries its columns by name and ``data``; None where empty."""
    data: Mapping[str, Any] = row.get("data") or {}
    values: Values = {}
    for name, field in fields.items():
        raw = data.get(name) if field.column is None else row.get(field.column)
        values[name] = None if raw is None else field.type.load(raw)
    return values


def to_json(fields: Fields, values: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Values as the API spells them; names no field carries are left out."""
    return {
        name: None if value is None else fields[name].type.to_json(value)
        for name, value in values.items()
        if name in fields
    }
