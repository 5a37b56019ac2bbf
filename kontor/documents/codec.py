"""How the values of a header or a line go into a row and come back: columns where there are, ``data`` for the rest.

A codec is made once per compiled document type and holds plain tuples: nothing is looked up per row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor.kernel.expressions import variables
from kontor.packaging.columns import HEADER_COLUMNS, LINE_COLUMNS, Column
from kontor.packaging.model import CompiledField, DocumentModel, FieldSet

_UUID_COLUMNS = frozenset({"organisation_id", "partner_id", "project_id", "item_id", "location_id"})
#: Number columns whose digits the table may store without their trailing zeros; the type restores its own spelling.
Loader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """Where one field lives: ``spell`` makes its JSON, ``load`` reads a column or JSON value back."""

    name: str
    place: str
    spell: Callable[[Any], Any]
    load: Loader


@dataclass(frozen=True, slots=True)
class RowCodec:
    """One field set. ``empty`` is a row with every column of the table set to None."""

    columns: tuple[Stored, ...]
    data: tuple[Stored, ...]
    empty: Mapping[str, None]

    def row(self, values: Mapping[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
        """Columns and ``data`` of a row, spelt as JSON. ``unknown`` are stored values of fields the type lost."""
        row: dict[str, Any] = dict(self.empty)
        for each in self.columns:
            value = values.get(each.name)
            row[each.place] = None if value is None else each.spell(value)
        data = dict(unknown)
        for each in self.data:
            value = values.get(each.name)
            if value is not None:
                data[each.name] = each.spell(value)
        row["data"] = data
        return row

    def values(self, row: Mapping[str, Any], data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of a stored row, and what ``data`` holds beyond the type's fields."""
        values: dict[str, Any] = {}
        for each in self.columns:
            stored = row[each.place]
            values[each.name] = None if stored is None else each.load(stored)
        for each in self.data:
            stored = data.pop(each.name, None)
            values[each.name] = None if stored is None else each.load(stored)
        return values, data

    def spell(self, name: str, value: Any) -> Any:
        """The JSON of one field's value; None stays None."""
        if value is None:
            return None
        for each in (*self.columns, *self.data):
            if each.name == name:
                return each.spell(value)
        return None


@dataclass(frozen=True, slots=True)
class DocumentCodec:
    """Both codecs of a document type. ``follows_state``: a formula reads states or flows and is due when they move."""

    header: RowCodec
    lines: RowCodec
    follows_state: bool


_made: dict[int, tuple[DocumentModel, DocumentCodec]] = {}
_MOST = 1024


def codec_of(model: DocumentModel) -> DocumentCodec:
    """The codec of a compiled type, made at the first question."""
    known = _made.get(id(model))
    if known is not None and known[0] is model:
        return known[1]
    codec = DocumentCodec(
        _row_codec(model.header, HEADER_COLUMNS), _row_codec(model.lines, LINE_COLUMNS), _follows_state(model)
    )
    if len(_made) >= _MOST:
        _made.clear()
    _made[id(model)] = (model, codec)
    return codec


_MOVING = frozenset({"state", "standard_status", "flow", "number", "version", "today", "now", "actor"})


def _follows_state(model: DocumentModel) -> bool:
    formulas = [each.field.formula for each in (*model.header.formulas, *model.lines.formulas)]
    return any(
        not _MOVING.isdisjoint(name.split(".")) for each in formulas if each is not None for name in variables(each)
    )


def _row_codec(fields: FieldSet, table: Mapping[str, Column]) -> RowCodec:
    columns: list[Stored] = []
    data: list[Stored] = []
    for name, each in fields.items():
        if each.column is not None:
            columns.append(Stored(name, each.column, each.type.to_json, _column_loader(each)))
        else:
            data.append(Stored(name, name, each.type.to_json, each.type.load))
    return RowCodec(tuple(columns), tuple(data), dict.fromkeys(column.name for column in table.values()))


def _column_loader(field: CompiledField) -> Loader:
    """Columns already come as Python values; only ids kept as text and whole numbers need a hand."""
    if field.target is not None and field.refer_by == "id" and field.column not in _UUID_COLUMNS:
        return UUID
    if field.field.type == "integer":
        return int
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def header_columns() -> Sequence[str]:
    """Columns of ``document`` that hold fields, in the order of the table."""
    return [each.name for each in HEADER_COLUMNS.values()]


def line_columns() -> Sequence[str]:
    """Columns of ``document_line`` that hold fields, in the order of the table."""
    return [each.name for each in LINE_COLUMNS.values()]
