"""One command's memory: every document it touches once, what it did, and one write at the end (design.md §3).

Public functions open a session in the unit of work; effects and cascades that call on find the same one, so a
document is loaded once, locked once, and written once with one new version, whatever happened to it in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from kontor.documents.flows.links import Links
from kontor.documents.powers import ActorPowers, SystemPowers
from kontor.documents.references import References
from kontor.documents.scope import Ambient, ScopeMaker
from kontor.documents.store import read
from kontor.documents.working import ZERO, WorkingDocument, WorkingLine
from kontor.engines.access import api as access
from kontor.engines.workflow.contracts import Document, FlowDone, Line
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.packaging import api as packaging
from kontor.packaging.model import Model
from kontor.packaging.schema import Flow
from kontor.tenancy import context

_KEY = "documents.session"


@dataclass(slots=True)
class Happening:
    """An entry for the history of one document; what follows by itself joins it as ``steps``."""

    document: WorkingDocument
    kind: str
    data: dict[str, Any]
    steps: list[dict[str, Any]] = field(default_factory=list)


class Session:
    """The documents of one command and everything it will write."""

    def __init__(self, work: context.WorkContext) -> None:
        self.work = work
        self.actor: Actor = work.actor
        self.model: Model = packaging.current(work.tenant_id)
        self.now: datetime = current_clock().now()
        self.today: date = current_clock().today(self.actor.timezone)
        self.documents: dict[UUID, WorkingDocument] = {}
        self.references = References(self)
        self.links = Links(self)
        self.happenings: list[Happening] = []
        self.confirmed: set[str] = set()
        """Warnings the person said yes to, for everything that follows from the command."""
        self.answers: dict[UUID, set[str]] = {}
        """Warnings that came up and were confirmed, by document, until its next entry in the history takes them."""
        self._fields: dict[str, access.FieldAccess] = {}
        self.advanced: dict[tuple[UUID, str], Decimal] = {}

    @cached_property
    def scopes(self) -> ScopeMaker:
        """Makes what expressions see."""
        return ScopeMaker(Ambient(self.actor, self.today, self.now, self.model.settings, self.references))

    @cached_property
    def powers(self) -> ActorPowers:
        """What the actor may do."""
        return ActorPowers(self.actor)

    @property
    def system_powers(self) -> SystemPowers:
        """What the engine itself may do."""
        return SystemPowers()

    def configuration(self, version_id: UUID) -> Model:
        """The configuration of a version; the current one without asking."""
        return self.model if version_id == self.model.version_id else packaging.version(version_id)

    def load(self, ids: Iterable[UUID]) -> list[WorkingDocument]:
        """Documents by id, locked, each once per command; ids that lead nowhere are left out."""
        wanted = list(dict.fromkeys(ids))
        absent = [each for each in wanted if each not in self.documents]
        if absent:
            self.documents.update(read.load(absent, self.configuration, lock=not self.work.read_only))
        return [self.documents[each] for each in wanted if each in self.documents]

    def load_lines(self, line_ids: Iterable[UUID]) -> dict[UUID, WorkingLine]:
        """Lines with their documents, locked; ids that lead nowhere are left out."""
        wanted = list(dict.fromkeys(line_ids))
        found = {line.id: line for document in self.documents.values() for line in document.lines}
        absent = [each for each in wanted if each not in found]
        if absent:
            for document in self.load(read.documents_of_lines(absent).values()):
                found.update((line.id, line) for line in document.lines)
        return {each: found[each] for each in wanted if each in found}

    def add(self, document: WorkingDocument) -> WorkingDocument:
        """Take a new document into work."""
        self.documents[document.id] = document
        return document

    def happened(self, document: WorkingDocument, kind: str, **data: Any) -> None:
        """Something a person did: an entry of its own in the document's history."""
        answers = sorted(self.answers.pop(document.id, ()))
        self.happenings.append(
            Happening(document, f"{document.type_code}.{kind}", _filled({**data, "warnings": answers}))
        )

    def step(self, document: WorkingDocument, kind: str, **data: Any) -> None:
        """Something that followed by itself: joins the document's latest entry of this command."""
        step = {"kind": kind, **_filled(data)}
        for happening in reversed(self.happenings):
            if happening.document is document:
                happening.steps.append(step)
                return
        self.happenings.append(Happening(document, f"{document.type_code}.{kind}", _filled(data)))

    def shown(self, document: WorkingDocument) -> Document:
        """The document as this actor may see it: hidden fields left out, masked ones only named."""
        seen = self.view(document)
        rights = self.fields(document.type_code).rights
        hidden = {name for name, right in rights.items() if right in ("none", "mask")}
        if not hidden:
            return seen
        lines = tuple(replace(line, values=_without(line.values, hidden)) for line in seen.lines)
        masked = tuple(sorted(name for name in hidden if rights[name] == "mask"))
        return replace(seen, values=_without(seen.values, hidden), lines=lines, masked=masked)

    def fields(self, type_code: str) -> access.FieldAccess:
        """What the actor may do with single fields of a type; asked once per command."""
        if type_code not in self._fields:
            self._fields[type_code] = access.field_access(self.actor, type_code)
        return self._fields[type_code]

    def view(self, document: WorkingDocument, *, live: bool = False) -> Document:
        """The document as it stands now, frozen. ``live``: what is open is computed when somebody asks for it."""
        return Document(
            id=document.id,
            type_code=document.type_code,
            number=document.number,
            state=document.state,
            standard_status=document.standard_status,
            version=document.version,
            config_version_id=document.config_version_id,
            organisation_id=document.organisation_id,
            values=dict(document.values),
            lines=tuple(self.view_line(line, live=live) for line in document.lines),
            created_at=document.created_at,
            created_by=document.created_by,
            updated_at=document.updated_at,
            updated_by=document.updated_by,
            labels=self.references.labels(),
        )

    def view_line(self, line: WorkingLine, *, live: bool = False) -> Line:
        """The line as it stands now, frozen, with done and open for every flow of its type."""
        flows: Mapping[str, FlowDone] = _Flows(self, line)
        return Line(line.id, line.line_no, line.state, dict(line.values), flows if live else dict(flows), line.version)

    def flow_done(self, line: WorkingLine, flow: Flow) -> FlowDone:
        """What flowed out of the line by one flow, and what is open."""
        done = line.done(flow.flow)
        return FlowDone(done.quantity, done.amount, max(ZERO, self.scopes.offered(flow, line) - done.quantity))


class _Flows(Mapping[str, FlowDone]):
    """The flows of a line by code, computed one by one."""

    __slots__ = ("_flows", "_line", "_session")

    def __init__(self, session: Session, line: WorkingLine) -> None:
        self._session = session
        self._line = line
        self._flows = line.document.config.flows_from(line.document.type_code)

    def __getitem__(self, code: str) -> FlowDone:
        for flow in self._flows:
            if flow.flow == code:
                return self._session.flow_done(self._line, flow)
        raise KeyError(code)

    def __iter__(self) -> Iterator[str]:
        return (flow.flow for flow in self._flows)

    def __len__(self) -> int:
        return len(self._flows)


def _without(values: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in hidden}


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", (), [], {})}


@contextmanager
def session() -> Iterator[Session]:
    """The session of the present unit of work; the outermost block settles and writes it when it ends well."""
    work = context.current()
    present: Session | None = work.unit.memo.get(_KEY)
    if present is not None:
        yield present
        return
    made = Session(work)
    work.unit.memo[_KEY] = made
    try:
        yield made
        if not work.read_only:
            from kontor.documents.services.settle import settle
            from kontor.documents.store.flush import flush

            settle(made)
            flush(made)
    finally:
        work.unit.memo.pop(_KEY, None)
