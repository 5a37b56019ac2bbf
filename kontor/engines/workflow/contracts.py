"""What decisions and effects see of a document: frozen, free of Django and of the tables behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Protocol
from uuid import UUID

from kontor.kernel.errors import FieldProblem
from kontor.kernel.text import Text

Direction = Literal["sources", "targets"]


@dataclass(frozen=True, slots=True)
class FlowDone:
    """What already flowed out of a line: quantity in the line's unit, amount in the document's currency.

    ``open`` is what is still left, never below zero; None where the flow is unknown to the line's type.
    """

    quantity: Decimal
    amount: Decimal
    open: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands now; ``flows`` by flow code."""

    id: UUID
    line_no: int
    state: str
    values: Mapping[str, Any]
    flows: Mapping[str, FlowDone] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it stands now, lines in order of ``line_no``.

    ``labels``: what a reference shows (code and name) by its id, for every reference that was looked up.
    """

    id: UUID
    type_code: str
    number: str
    state: str
    standard_status: str
    version: int
    config_version_id: UUID
    organisation_id: UUID
    values: Mapping[str, Any]
    lines: tuple[Line, ...]
    created_at: datetime
    created_by: UUID
    updated_at: datetime
    updated_by: UUID
    labels: Mapping[UUID, str] = field(default_factory=dict)
    masked: tuple[str, ...] = ()
    """Fields the reader may not see but may know to be there; they are not among the values."""

    def line(self, line_id: UUID) -> Line:
        """The line with this id; KeyError when it is not of this document."""
        for each in self.lines:
            if each.id == line_id:
                return each
        raise KeyError(line_id)


@dataclass(frozen=True, slots=True)
class FlowLink:
    """One edge: ``quantity`` (in the source line's unit) and ``amount`` of the source line stand in the target line."""

    id: UUID
    flow: str
    source_document_id: UUID
    source_line_id: UUID
    target_document_id: UUID
    target_line_id: UUID
    quantity: Decimal
    amount: Decimal


class Decided(Protocol):
    """The answer of the access engine to “may I?”."""

    @property
    def allowed(self) -> bool: ...

    @property
    def reason(self) -> Any: ...


class Powers(Protocol):
    """What the acting person may do; the one thing decisions ask that is not in the record itself."""

    @property
    def user_ids(self) -> Collection[UUID]:
        """The actor, and whom the actor stands in for."""

    @property
    def is_system(self) -> bool:
        """True where no person acts: rights, limits and four eyes do not apply."""

    def can(self, permission: str, record: Mapping[str, Any]) -> Decided: ...

    def limit(self, permission: str, currency: str | None, category: str | None) -> Decimal | None:
        """The largest amount the actor may decide on; None when no limit is set for any of the actor's roles."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The header or line an action is asked for.

    ``scope`` is what expressions see, ``record`` what rights see, ``values`` the fields of the header or line itself.
    ``decided`` names for each action who fired it on this record (for a line: on it or on its header); ``makers``
    are the creator and the owner.
    """

    type_code: str
    state: str
    is_line: bool
    scope: Mapping[str, Any]
    values: Mapping[str, Any]
    record: Mapping[str, Any]
    makers: Collection[UUID] = ()
    decided: Mapping[str, Collection[UUID]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InputState:
    """One thing an action asks for, with its present value where it is named like a field."""

    name: str
    type: str
    label: Text
    required: bool
    value: Any = None


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action with *allowed*, or the one reason why not.

    ``shown``: the record's state offers it and its ``show_when`` holds, so a client draws a button for it.
    """

    action: str
    label: Text
    allowed: bool
    shown: bool
    reason: FieldProblem | None = None
    inputs: tuple[InputState, ...] = ()
    comment: str = "optional"
    style: str = "normal"
    bulk: bool = False
    to: str | None = None
