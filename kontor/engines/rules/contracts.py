"""What goes into the rule engine and comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor.kernel.errors import FieldProblem
from kontor.kernel.expressions import Trace


@dataclass(frozen=True, slots=True)
class SetValue:
    """A value a rule puts into a field: of the header, or of the line at ``line`` (from 0)."""

    field: str
    value: Any
    line: int | None = None
    line_id: UUID | str | None = None

    @property
    def path(self) -> str:
        """The field's place, ``lines[2].quantity``."""
        return at_line(self.field, self.line)


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule whose condition held, for the header or for one line."""

    rule: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """Everything the rules of one trigger said, in the order they said it.

    ``problems`` forbid the change, ``warnings`` wait for a person's confirmation, ``sets`` are values to write;
    a later one of the same field wins.
    """

    problems: tuple[FieldProblem, ...] = ()
    warnings: tuple[FieldProblem, ...] = ()
    sets: tuple[SetValue, ...] = ()
    fired: tuple[FiredRule, ...] = ()

    def header_values(self) -> dict[str, Any]:
        """Field → value for the header."""
        return {each.field: each.value for each in self.sets if each.line is None}

    def line_values(self) -> dict[int, dict[str, Any]]:
        """Line position → field → value."""
        found: dict[int, dict[str, Any]] = {}
        for each in self.sets:
            if each.line is not None:
                found.setdefault(each.line, {})[each.field] = each.value
        return found


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """Why a rule did or did not fire: ``trace`` is None when an earlier rule stopped the rest."""

    rule: str
    fired: bool
    line: int | None = None
    trace: Trace | None = None
    stopped_by: str | None = None

    def facts(self) -> Mapping[str, Any]:
        """Name and value of every variable that decided."""
        return {} if self.trace is None else self.trace.variables()


def at_line(path: str, line: int | None) -> str:
    """A field's path inside the record: ``quantity`` of line 2 is ``lines[2].quantity``."""
    if line is None:
        return path
    return f"lines[{line}].{path}" if path else f"lines[{line}]"
