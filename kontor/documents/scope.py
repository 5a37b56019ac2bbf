"""What expressions see of a document in work (contract: header fields at the top, ``lines``, ``line``, ``flow`` …).

Mappings over the living values, nothing is copied. A path deeper than a reference (``line.item.unit``) is answered by
``References``, which loads the records of one kind for the whole command at the first question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from kontor.documents.working import ZERO, WorkingDocument, WorkingLine
from kontor.kernel.actor import Actor
from kontor.kernel.expressions import evaluate
from kontor.packaging.model import CompiledField
from kontor.packaging.schema import Flow

_MISSING = object()


class Looked(Protocol):
    """Finds what a reference points to."""

    def follow(self, field: CompiledField, key: Any, path: str) -> Any:
        """The value at ``path`` inside the record ``key`` that ``field`` points to; None when there is none."""


class Ambient(Mapping[str, Any]):
    """What is the same for every document of a command: actor, today, now, settings."""

    __slots__ = ("_values", "references")

    def __init__(
        self, actor: Actor, today: date, now: datetime, settings: Mapping[str, Any], references: Looked
    ) -> None:
        self._values: dict[str, Any] = {
            "actor": {"id": actor.user_id, "organisation": actor.organisation_id, "name": actor.name, "via": actor.via},
            "today": today,
            "now": now,
            "settings": settings,
        }
        self.references = references

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class _Record(Mapping[str, Any]):
    """Fields of a header or a line; a dotted name follows a reference."""

    __slots__ = ("_fields", "_references", "_values")

    def __init__(self, values: Mapping[str, Any], fields: Mapping[str, CompiledField], references: Looked) -> None:
        self._values = values
        self._fields = fields
        self._references = references

    def fact(self, name: str) -> Any:
        """Something every record of this kind has besides its fields; ``_MISSING`` when there is no such thing."""
        return _MISSING

    def facts(self) -> Iterator[str]:
        """Names of all facts."""
        return iter(())

    def __getitem__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        found = self.fact(name)
        if found is not _MISSING:
            return found
        if name in self._fields:
            return None
        return self._beyond(name)

    def _beyond(self, name: str) -> Any:
        """``item.unit``: what a reference leads to; null where the reference is empty."""
        head, dot, rest = name.partition(".")
        field = self._fields.get(head) if dot else None
        if field is None or field.target is None:
            raise KeyError(name)
        key = self._values.get(head)
        return None if key is None else self._references.follow(field, key, rest)

    def __contains__(self, name: object) -> bool:
        return name in self._values or name in self._fields or self.fact(str(name)) is not _MISSING

    def __iter__(self) -> Iterator[str]:
        yield from self._fields
        yield from (name for name in self.facts() if name not in self._fields)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class FlowScope(Mapping[str, Any]):
    """``flow.<code>.quantity | amount | open`` of a line, zero for flows that nothing went into yet."""

    __slots__ = ("_line", "_offered")

    def __init__(self, line: WorkingLine, offered: Callable[[Flow, WorkingLine], Decimal]) -> None:
        self._line = line
        self._offered = offered

    def __getitem__(self, code: str) -> Mapping[str, Any]:
        flow = self._line.document.config.flows.get(code)
        if flow is None:
            raise KeyError(code)
        done = self._line.done(code)
        return {"quantity": done.quantity, "amount": done.amount, "open": self.open(flow)}

    def open(self, flow: Flow) -> Decimal:
        """What is left of the line for ``flow``."""
        return max(ZERO, self._offered(flow, self._line) - self._line.done(flow.flow).quantity)

    def __contains__(self, code: object) -> bool:
        return code in self._line.document.config.flows

    def __iter__(self) -> Iterator[str]:
        return (each.flow for each in self._line.document.config.flows_from(self._line.document.type_code))

    def __len__(self) -> int:
        return sum(1 for _ in self)


_LINE_FACTS = ("id", "line_no", "state", "standard_status", "flow", "before", "document_id")


class LineScope(_Record):
    """A line: its fields, ``id``, ``line_no``, ``state``, ``flow``, and ``before`` (its values before the command)."""

    __slots__ = ("line", "make")

    def __init__(self, line: WorkingLine, make: ScopeMaker) -> None:
        super().__init__(line.values, line.document.model.lines, make.ambient.references)
        self.line = line
        self.make = make

    def fact(self, name: str) -> Any:
        match name:
            case "id" | "line_no" | "state" | "standard_status":
                return getattr(self.line, name)
            case "flow":
                return FlowScope(self.line, self.make.offered)
            case "before":
                return self.line.before.values
            case "document_id":
                return self.line.document.id
        return _MISSING

    def facts(self) -> Iterator[str]:
        return iter(_LINE_FACTS)


_HEADER_FACTS = (
    "id", "number", "state", "standard_status", "version", "type", "organisation", "created_by", "created_at", "lines",
    "before",
)  # fmt: skip


class DocumentScope(_Record):
    """A document: header fields at the top, its facts, ``lines``, the ambient names, and whatever ``more`` adds."""

    __slots__ = ("_lines", "document", "make", "more")

    def __init__(self, document: WorkingDocument, make: ScopeMaker, more: Mapping[str, Any]) -> None:
        super().__init__(document.values, document.model.header, make.ambient.references)
        self.document = document
        self.make = make
        self.more = more
        self._lines: tuple[LineScope, ...] | None = None

    def __getitem__(self, name: str) -> Any:
        return self.more[name] if name in self.more else super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        return name in self.more or super().__contains__(name)

    def fact(self, name: str) -> Any:
        match name:
            case "id" | "number" | "state" | "standard_status" | "version" | "created_by" | "created_at":
                return getattr(self.document, name)
            case "organisation":
                return self.document.organisation_id
            case "type":
                return self.document.type_code
            case "lines":
                return self.lines()
            case "before":
                return self.document.before.values
        return self.make.ambient.get(name, _MISSING)

    def facts(self) -> Iterator[str]:
        yield from _HEADER_FACTS
        yield from self.make.ambient
        yield from self.more

    def lines(self) -> tuple[LineScope, ...]:
        """Scopes of the standing lines."""
        standing = self.document.lines
        if self._lines is None or len(self._lines) != len(standing):
            self._lines = tuple(LineScope(line, self.make) for line in standing)
        return self._lines


class ScopeMaker:
    """Makes scopes for all documents of one command."""

    __slots__ = ("ambient",)

    def __init__(self, ambient: Ambient) -> None:
        self.ambient = ambient

    def document(self, document: WorkingDocument, **more: Any) -> DocumentScope:
        """Scope of a header; ``more`` adds names such as ``inputs``."""
        return DocumentScope(document, self, more)

    def line(self, line: WorkingLine, **more: Any) -> DocumentScope:
        """Scope of a line: its header at the top, itself as ``line``."""
        return DocumentScope(line.document, self, {"line": LineScope(line, self), **more})

    def lines(self, lines: Iterable[WorkingLine]) -> tuple[LineScope, ...]:
        """Scopes of some lines, to stand as ``lines``."""
        return tuple(LineScope(line, self) for line in lines)

    def flow(self, line: WorkingLine, **more: Any) -> FlowSource:
        """Scope of flow expressions: ``source``, ``source_header``, ambient names, and ``more``."""
        return FlowSource(line, self, more)

    def offered(self, flow: Flow, line: WorkingLine) -> Decimal:
        """What a source line offers a flow in total: the flow's ``quantity``, by default the line's."""
        if flow.quantity is None:
            value = line.values.get("quantity")
        else:
            value = evaluate(flow.quantity, self.flow(line))
        return value if isinstance(value, Decimal) else Decimal(value or 0)


class FlowSource(Mapping[str, Any]):
    """What a flow's expressions see."""

    __slots__ = ("_line", "_make", "_more")

    def __init__(self, line: WorkingLine, make: ScopeMaker, more: Mapping[str, Any]) -> None:
        self._line = line
        self._make = make
        self._more = more

    def __getitem__(self, name: str) -> Any:
        if name in self._more:
            return self._more[name]
        if name == "source":
            return LineScope(self._line, self._make)
        if name == "source_header":
            return DocumentScope(self._line.document, self._make, {})
        return self._make.ambient[name]

    def __contains__(self, name: object) -> bool:
        return name in self._more or name in ("source", "source_header") or name in self._make.ambient

    def __iter__(self) -> Iterator[str]:
        yield from ("source", "source_header", *self._make.ambient, *self._more)

    def __len__(self) -> int:
        return 2 + len(self._make.ambient) + len(self._more)


def access_record(document: WorkingDocument) -> dict[str, Any]:
    """The header as the access engine sees it: fields, state, organisation, creator and owner."""
    owner = document.model.type.owner_field
    return {
        **document.values,
        "id": document.id,
        "type": document.type_code,
        "number": document.number,
        "state": document.state,
        "standard_status": document.standard_status,
        "organisation": document.organisation_id,
        "organisation_id": document.organisation_id,
        "created_by": document.created_by,
        "owner": document.values.get(owner) if owner else None,
    }


def makers(document: WorkingDocument) -> frozenset[UUID]:
    """The creator and, where the type names one, the owner."""
    owner = document.model.type.owner_field
    named = document.values.get(owner) if owner else None
    return frozenset(each for each in (document.created_by, named) if isinstance(each, UUID))
