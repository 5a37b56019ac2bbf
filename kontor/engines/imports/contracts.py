"""What goes into and comes out of an import, and what a room upstairs must offer to be imported into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from kontor.kernel.actor import Actor
from kontor.kernel.errors import FieldProblem
from kontor.kernel.jsonvalues import JsonValue
from kontor.kernel.text import Text
from kontor.packaging.model import CompiledField

Mode = Literal["create", "update", "upsert"]
OnError = Literal["stop", "skip"]
Progress = Callable[[int, int], None]
"""``progress(rows done, rows in all)``."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the sheet as raw values by field; ``number`` is its row in the sheet, the heading being 1."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something wrong with one cell or, with an empty ``field``, with the whole row."""

    row: int
    field: str
    problem: FieldProblem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch of rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: tuple[RowProblem, ...] = ()


class ImportTarget(Protocol):
    """A kind of record that can be imported into; its room registers a finder with ``targets``."""

    @property
    def code(self) -> str:
        """The entity's code."""

    @property
    def label(self) -> Text:
        """What people call one record."""

    @property
    def fields(self) -> Mapping[str, CompiledField]:
        """Fields a sheet may fill."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Fields that name a record: rows with equal ones change it instead of making another."""

    def apply(self, actor: Actor, rows: Sequence[ImportRow], mode: Mode) -> Outcome:
        """Write the good rows set-based and tell what is wrong with the others; the engine takes all back if asked."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One mistake as people find it in their sheet."""

    row: int
    column: str
    """The heading of the column, or empty for the whole row."""
    code: str
    text: Text
    facts: Mapping[str, Any] = field(default_factory=dict)

    def details(self, language: str) -> dict[str, JsonValue]:
        """The mistake as the API shows it."""
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.text.fill(language, self.facts),
        }


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the sheet: its heading, the field it fills (None: left out), and a few of its cells."""

    heading: str
    field: str | None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing was written."""

    columns: tuple[SheetColumn, ...]
    rows: tuple[Mapping[str, Any], ...]
    total: int
    created: int
    updated: int
    unchanged: int
    problems: tuple[CellProblem, ...]
    missing: tuple[str, ...] = ()
    """Required fields no column fills."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. ``is_applied`` False: there were problems and nothing was written."""

    total: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    problems: tuple[CellProblem, ...]
    is_applied: bool
