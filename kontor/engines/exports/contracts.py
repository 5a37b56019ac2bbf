"""What an export is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Literal

from kontor.packaging.model import CompiledField

Format = Literal["xlsx", "csv"]
CellKind = Literal["text", "number", "date", "datetime"]

CONTENT_TYPES: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: the row's key it shows, its heading, and how cells are written.

    ``field`` turns values into what people read (choices as labels); without it the value is written as it is. A
    reference shows ``<name>__label`` where the row carries it.
    """

    name: str
    heading: str
    kind: CellKind = "text"
    field: CompiledField | None = None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished file; ``stream`` stands at its beginning and is closed by the reader."""

    name: str
    content_type: str
    stream: IO[Any]
    rows: int
