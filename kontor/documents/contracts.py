"""What goes in and out of the document engine: frozen, free of Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.engines.workflow.contracts import ActionState, Document, FlowDone, FlowLink, InputState, Line
from kontor.kernel.errors import DomainError

__all__ = [
    "ActionState",
    "BulkItem",
    "BulkResult",
    "Document",
    "DocumentActions",
    "Edge",
    "FiredLines",
    "FlowDone",
    "FlowGraph",
    "FlowLink",
    "InputState",
    "Line",
    "LineResult",
    "Moment",
    "Node",
    "OpenLine",
    "Share",
    "Take",
]


@dataclass(frozen=True, slots=True)
class Take:
    """How much of a source line flows on now. ``quantity`` None: all that is open, in the source line's unit.

    ``inputs`` are seen by the flow's expressions; one named like a field of the target line is written to it.
    ``back_to``: for a returning flow, the earlier source line that gets it back; None: the latest share first.
    """

    line_id: UUID
    quantity: Decimal | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    back_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """An edge to be made between two existing lines, in the source line's unit; ``amount`` None: by quantity."""

    source_line_id: UUID
    target_line_id: UUID
    quantity: Decimal
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One record of a bulk action: a document, or one line of it."""

    document_id: UUID
    line_id: UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How one record of a bulk action went; ``error`` tells why not."""

    item: BulkItem
    ok: bool
    error: DomainError | None = None


@dataclass(frozen=True, slots=True)
class LineResult:
    """How one line of a line decision went."""

    line_id: UUID
    ok: bool
    error: DomainError | None = None


@dataclass(frozen=True, slots=True)
class FiredLines:
    """What a decision over many lines did: the documents as they are now, and a result for every line."""

    documents: tuple[Document, ...]
    results: tuple[LineResult, ...]

    @property
    def failed(self) -> tuple[LineResult, ...]:
        """The lines that were refused."""
        return tuple(each for each in self.results if not each.ok)


@dataclass(frozen=True, slots=True)
class DocumentActions:
    """What can be done with a document and each of its lines."""

    header: tuple[ActionState, ...]
    lines: Mapping[UUID, tuple[ActionState, ...]]


@dataclass(frozen=True, slots=True)
class Node:
    """A document in a flow graph; ``hops`` from the document asked for: negative upstream, positive downstream."""

    document_id: UUID
    type_code: str
    number: str
    state: str
    standard_status: str
    total_amount: Decimal | None
    currency: str | None
    hops: int
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Edge:
    """All quantity and amount that flowed from one line to another by one flow."""

    flow: str
    source_document_id: UUID
    source_line_id: UUID
    source_line_no: int
    target_document_id: UUID
    target_line_id: UUID
    target_line_no: int
    quantity: Decimal
    amount: Decimal
    returned_quantity: Decimal
    is_released: bool


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """Everything connected with a document, both directions."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline."""

    id: UUID
    at: datetime
    actor_id: UUID
    actor_name: str
    on_behalf_of: UUID | None
    kind: str
    action: str | None
    comment: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A source line with something left to flow."""

    document: Document
    line: Line
    open: Decimal


LineInput = Mapping[str, Any]
LineInputs = Sequence[LineInput]
