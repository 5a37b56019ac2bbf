"""Between rows of a table and records of an entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.engines.attributes import api as attributes
from kontor.engines.attributes.translated import Translated, texts_of
from kontor.kernel.text import Text
from kontor.masterdata.contracts import Record
from kontor.masterdata.store import Row
from kontor.masterdata.tables import MODELS
from kontor.packaging.model import EntityModel

FACTS = ("id", "version", "created_at", "created_by", "updated_at", "updated_by")


def values_of(entity: EntityModel, row: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of every field; the name in the reader's language."""
    values = attributes.load_row(entity.fields, row)
    if "name" in values and row.get("names"):
        values["name"] = Translated.of(Text.from_mapping(row["names"]))
    return values


def record_of(entity: EntityModel, row: Mapping[str, Any]) -> Record:
    """A row as a record."""
    return Record(
        id=row["id"],
        entity=entity.code,
        version=row["version"],
        values=values_of(entity, row),
        is_active=row["is_active"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        updated_at=row["updated_at"],
        updated_by=row["updated_by"],
    )


def scope_of(entity: EntityModel, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as expressions and grants see it: fields and facts."""
    return {
        **{name: row.get(name) for name in FACTS},
        "organisation": row.get("organisation_id"),
        **values_of(entity, row),
    }


def columns_of(entity: EntityModel, values: Mapping[str, Any]) -> tuple[Row, dict[str, Any]]:
    """(columns, ``data``) of given values; columns that cannot be empty fall back to their default."""
    columns, data = attributes.split(entity.fields, values)
    fallbacks = defaults_of(entity) if None in columns.values() else {}
    for name, value in list(columns.items()):
        if value is None and name in fallbacks:
            columns[name] = fallbacks[name]
    if "name" in values:
        columns["names"] = texts_of(values["name"]) if values["name"] is not None else None
        columns["name"] = _plain_name(values["name"])
    return columns, data


def defaults_of(entity: EntityModel) -> Row:
    """Defaults of the columns that cannot be empty."""
    fields = MODELS[entity.table]._meta.concrete_fields
    skipped = {"id", "tenant_id", "version", "created_at", "updated_at"}
    return {
        str(each.column): each.get_default()
        for each in fields
        if not each.null and each.has_default() and each.column not in skipped
    }


def _plain_name(value: Any) -> Any:
    return value.texts.en if isinstance(value, Translated) else value
