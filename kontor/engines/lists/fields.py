"""From compiled fields to list columns: the same for documents, lines and master data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from kontor.engines.attributes.api import index_value
from kontor.engines.lists.contracts import AttributeIndex, ListColumn
from kontor.kernel.expressions import SqlType
from kontor.packaging.model import CompiledField

_BY_CAST: Mapping[str, SqlType] = {
    "text": SqlType.TEXT,
    "numeric": SqlType.NUMERIC,
    "bigint": SqlType.NUMERIC,
    "integer": SqlType.NUMERIC,
    "date": SqlType.DATE,
    "timestamptz": SqlType.DATETIME,
    "boolean": SqlType.BOOLEAN,
    "uuid": SqlType.UUID,
    "interval": SqlType.DURATION,
}
_LISTS = frozenset({"multi_choice", "file", "image"})
_INDEX_SLOTS: Mapping[str, Any] = {"text": "v_text", "number": "v_number", "date": "v_date"}


def field_columns(
    fields: Iterable[CompiledField], alias: str, type_code: str, *, prefix: str = "", is_shown: bool = True
) -> dict[str, ListColumn]:
    """Columns for fields of a record whose table stands as ``alias`` and has ``data``.

    ``type_code`` is the one its attributes are indexed under (``<type>.line`` for lines). ``prefix`` goes before the
    names (``header.``).
    """
    return {f"{prefix}{each.name}": field_column(each, alias, type_code, is_shown=is_shown) for each in fields}


def field_column(field: CompiledField, alias: str, type_code: str, *, is_shown: bool = True) -> ListColumn:
    """The column of one field: its own SQL column, or its place in ``data`` with the index beside it."""
    type = sql_type(field)
    if field.column is not None:
        return ListColumn(f"{alias}.{field.column}", type, load=_loader(field), is_shown=is_shown)
    place = f"{alias}.data->>'{field.name}'"
    if type is SqlType.TEXT_LIST:
        sql = (
            f"(CASE jsonb_typeof({alias}.data->'{field.name}') WHEN 'array' THEN"
            f" ARRAY(SELECT jsonb_array_elements_text({alias}.data->'{field.name}')) END)"
        )
    else:
        sql = f"({place})" if type is SqlType.TEXT else f"({place})::{type.value}"
    return ListColumn(
        sql, type, data=f"{alias}.data", key=field.name, load=_loader(field), index=_index(field, type_code),
        is_shown=is_shown,
    )  # fmt: skip


def sql_type(field: CompiledField) -> SqlType:
    """The type expressions and conditions compute with."""
    if field.type.type in _LISTS:
        return SqlType.TEXT_LIST
    if field.target is not None and field.refer_by == "id":
        return SqlType.UUID
    return _BY_CAST.get(field.type.sql_cast, SqlType.TEXT)


def _loader(field: CompiledField) -> Callable[[Any], Any]:
    load = field.type.load
    return lambda stored: None if stored is None else load(stored)


def _index(field: CompiledField, type_code: str) -> AttributeIndex | None:
    if not field.is_indexed or field.type.index_kind is None:
        return None
    slot = _INDEX_SLOTS[field.type.index_kind]

    def value(raw: Any) -> Any:
        """What the slot holds for a value a condition names; ids are indexed by their text."""
        return index_value(field, raw if not isinstance(raw, UUID) else str(raw))[1]

    return AttributeIndex(type_code, field.name, slot, value)
