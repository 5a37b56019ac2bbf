"""A document while a command works on it: mutable, with what it was before, so that the write knows what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.packaging.model import DocumentModel, Model

ZERO = Decimal(0)
#: Standard statuses in which a record counts for nothing any more: what flowed into it is given back.
DEAD = frozenset({"cancelled", "voided", "reversed"})


@dataclass(slots=True)
class Done:
    """Running sum of a line for one flow."""

    quantity: Decimal = ZERO
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Before:
    """State and values when the command began; for a new record nothing."""

    state: str | None
    values: Mapping[str, Any]
    number: str | None = None


NOTHING = Before(None, {})


@dataclass(slots=True, eq=False)
class WorkingLine:
    """A line in work. ``document`` is its header; ``touched`` forces a write although no field changed."""

    id: UUID
    document: WorkingDocument
    line_no: int
    state: str
    values: dict[str, Any]
    flows: dict[str, Done] = field(default_factory=dict)
    decided: dict[str, list[str]] = field(default_factory=dict)
    unknown: dict[str, Any] = field(default_factory=dict)
    version: int = 1
    before: Before = NOTHING
    is_new: bool = False
    is_removed: bool = False
    touched: bool = False
    given: frozenset[str] = frozenset()
    """What a new line was made with; only the rest gets defaults."""
    saved_values: dict[str, Any] | None = None
    """Values before the action that is being asked for; they come back when it is refused."""

    def done(self, flow: str) -> Done:
        """What flowed already; zero when nothing did."""
        return self.flows.get(flow) or Done()

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Field → (before, after) of everything that differs."""
        return _differences(self.before.values, self.values)

    @property
    def is_dirty(self) -> bool:
        """Whether the row has to be written."""
        if self.is_new or self.is_removed or self.touched or self.state != self.before.state:
            return True
        return bool(self.changes())

    @property
    def standard_status(self) -> str:
        """The standard status its state maps to; the header's where lines have no workflow."""
        workflow = self.document.model.line_workflow
        if workflow is None:
            return self.document.standard_status
        state = workflow.states.get(self.state)
        return state.standard if state else "in_progress"

    @property
    def is_dead(self) -> bool:
        """Whether the line, or its whole document, counts for nothing any more."""
        return self.is_removed or self.document.is_dead or self.standard_status in DEAD


@dataclass(slots=True, eq=False)
class WorkingDocument:
    """A document in work. ``config`` is the whole configuration it started with, ``model`` its own type in there."""

    id: UUID
    config: Model
    model: DocumentModel
    config_version_id: UUID
    organisation_id: UUID
    number: str
    is_numbered: bool
    state: str
    values: dict[str, Any]
    created_at: datetime
    created_by: UUID
    updated_at: datetime
    updated_by: UUID
    version: int = 1
    document_date: Any = None
    decided: dict[str, list[str]] = field(default_factory=dict)
    unknown: dict[str, Any] = field(default_factory=dict)
    all_lines: list[WorkingLine] = field(default_factory=list)
    before: Before = NOTHING
    is_new: bool = False
    deleted_at: datetime | None = None
    delete_reason: str | None = None
    touched: bool = False
    wants_number: bool = False
    stale: bool = False
    """A value changed since the formulas were computed."""

    @property
    def type_code(self) -> str:
        """Code of the document type."""
        return self.model.code

    @property
    def lines(self) -> list[WorkingLine]:
        """The lines that stand, in order."""
        return [each for each in self.all_lines if not each.is_removed]

    @property
    def standard_status(self) -> str:
        """One of the nine statuses every type maps its states to."""
        state = self.model.workflow.states.get(self.state)
        return state.standard if state else "in_progress"

    @property
    def is_dead(self) -> bool:
        """Whether it was deleted, cancelled, voided or reversed."""
        return self.deleted_at is not None or self.standard_status in DEAD

    @property
    def is_dirty(self) -> bool:
        """Whether the header row has to be written: also when only a line changed, because the version counts both."""
        return self.header_changed or any(each.is_dirty for each in self.all_lines)

    @property
    def header_changed(self) -> bool:
        """Whether the header itself differs from what is stored."""
        return (
            self.is_new
            or self.touched
            or self.wants_number
            or self.deleted_at is not None
            or self.state != self.before.state
            or bool(self.changes())
        )

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Field → (before, after) of everything in the header that differs."""
        return _differences(self.before.values, self.values)

    def line_at(self, line_id: UUID) -> WorkingLine | None:
        """The standing line with this id."""
        for each in self.all_lines:
            if each.id == line_id and not each.is_removed:
                return each
        return None

    def settled(self) -> None:
        """Everything is written: what is now is what was before the next command."""
        self.before = Before(self.state, dict(self.values), self.number)
        self.is_new = self.touched = self.wants_number = False
        self.all_lines = self.lines
        for line in self.all_lines:
            line.before = Before(line.state, dict(line.values))
            line.is_new = line.touched = False


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    for name, value in after.items():
        earlier = before.get(name)
        if not same(earlier, value):
            found[name] = (earlier, value)
    for name, earlier in before.items():
        if name not in after and earlier is not None:
            found[name] = (earlier, None)
    return found


def same(one: Any, other: Any) -> bool:
    """Equal for a person: 5 and 5.00 are one number, yes and 1 are not."""
    if one is other:
        return True
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return bool(one == other)


def remember_decision(decided: dict[str, list[str]], action: str, user_ids: Iterable[UUID]) -> None:
    """Note who fired ``action``; each once."""
    known = decided.setdefault(action, [])
    known.extend(user for user in map(str, user_ids) if user not in known)


def all_lines(documents: Iterable[WorkingDocument]) -> Iterator[WorkingLine]:
    """The standing lines of all documents."""
    for document in documents:
        yield from document.lines
