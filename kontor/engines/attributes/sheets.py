"""Cells of a sheet to raw values, and values to cells (P10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kontor.packaging.model import CompiledField

Fields = Mapping[str, CompiledField]


def from_cells(fields: Fields, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells by field name as ``parse_values`` wants them; blank cells are null. Text cells mean what people type."""
    return {name: from_cell(fields[name], cell) if name in fields else cell for name, cell in cells.items()}


def from_cell(field: CompiledField, cell: Any) -> Any:
    """One cell: numbers and dates of a sheet stay what they are, texts are read by the field's type."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, str):
        return field.type.from_text(cell.strip(), field.options)
    if isinstance(cell, float) and cell.is_integer() and field.type.index_kind != "number":
        cell = int(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and field.type.index_kind != "number":
        return field.type.from_text(str(cell), field.options)
    if isinstance(cell, datetime | date):
        return cell if field.type.index_kind == "date" else str(cell)
    return cell


def to_cell(field: CompiledField, value: Any, language: str) -> Any:
    """A value as a sheet shows it: numbers and dates stay typed, choices show their label."""
    if value is None:
        return None
    if field.type.index_kind in ("number", "date") and field.type.type != "duration":
        return value
    return field.type.to_text(value, field.options, language)
