"""``DocumentsFace`` for effects: everything inside the same session, with the platform's own right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.documents.contracts import Share, Take
from kontor.documents.services import check, create, derive, fire, fire_lines, linked, shares, values
from kontor.documents.services.create import NewDocument, NewLine
from kontor.documents.services.derive import Derivation
from kontor.documents.services.effects import Cause
from kontor.documents.session import Session
from kontor.documents.working import WorkingDocument
from kontor.engines.workflow.contracts import Direction, Document, FlowLink, Line
from kontor.kernel.errors import NotFound
from kontor.kernel.expressions import Expression


class SessionFace:
    """What effects may do with documents; see ``DocumentsFace`` in the workflow engine."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def session(self) -> Session:
        """For the engine's own batch effects."""
        return self._session

    def fire_linked(
        self,
        line_ids: Sequence[UUID],
        flow: str,
        direction: Direction,
        action: str,
        *,
        inputs: Mapping[str, Any] | None = None,
        only_when: Expression | None = None,
    ) -> int:
        lines = self._session.load_lines(line_ids)
        pairs = linked.pairs(self._session, list(lines.values()), flow, direction)
        if only_when is not None:
            pairs = [pair for pair in pairs if values.true(only_when, linked.scope(self._session, pair, {}))]
        return linked.fire(self._session, pairs, action, dict(inputs or {}))

    def fire(self, document_id: UUID, action: str, *, inputs: Mapping[str, Any] | None = None) -> Document:
        document = self._one(document_id)
        firing = fire.Firing(action, dict(inputs or {}), by_person=False)
        fire.perform(self._session, document, firing, self._session.system_powers)
        return self._session.view(document, live=True)

    def fire_lines(self, line_ids: Sequence[UUID], action: str, *, inputs: Mapping[str, Any] | None = None) -> int:
        lines = self._session.load_lines(line_ids)
        cause = Cause(action, dict(inputs or {}), is_line_action=True)
        return fire_lines.by_engine(self._session, lines.values(), action, cause)

    def create_system(
        self, type_code: str, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]] = ()
    ) -> Document:
        model = check.type_of(self._session, type_code)
        new = NewDocument(model, values, [NewLine(each) for each in lines], by_person=False)
        return self._session.view(create.create(self._session, new), live=True)

    def derive(
        self,
        flow: str,
        takes: Sequence[Take],
        *,
        values: Mapping[str, Any] | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> list[Document]:
        wanted = Derivation(flow, takes, dict(values or {}), dict(inputs or {}), by_person=False)
        return [self._session.view(each, live=True) for each in derive.derive(self._session, wanted)]

    def links(self, line_ids: Sequence[UUID], flow: str, direction: Direction) -> list[FlowLink]:
        return [each.view() for each in self._session.links.of(line_ids, direction, flow)]

    def line_shares(self, line_id: UUID, flow: str) -> list[FlowLink]:
        return self.links([line_id], flow, "sources")

    def set_values(self, document_id: UUID, changes: Mapping[str, Any]) -> None:
        values.set_exact(self._session, self._one(document_id), changes)

    def set_line_values(self, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
        lines = self._session.load_lines(changes)
        for line in lines.values():
            for field in line.document.model.lines.references:
                self._session.references.ask(field, changes[line.id].get(field.name))
        for line_id, mine in changes.items():
            if line_id not in lines:
                raise NotFound("line", line_id)
            values.set_exact_line(self._session, lines[line_id], mine)

    def get(self, document_id: UUID) -> Document:
        values.recompute_stale(self._session)
        return self._session.view(self._one(document_id), live=True)

    def lines_of(self, line_ids: Sequence[UUID]) -> dict[UUID, tuple[Document, Line]]:
        values.recompute_stale(self._session)
        lines = self._session.load_lines(line_ids)
        views = {line.document.id: line.document for line in lines.values()}
        documents = {key: self._session.view(document, live=True) for key, document in views.items()}
        return {
            key: (documents[line.document.id], documents[line.document.id].line(key)) for key, line in lines.items()
        }

    def link(self, flow: str, edges: Sequence[Share]) -> None:
        linked.connect(self._session, flow, edges)

    def reduce_shares(self, line_id: UUID, flow: str, quantity: Decimal) -> None:
        shares.reduce(self._session, line_id, flow, quantity)

    def release_sources(self, line_ids: Sequence[UUID], flow: str) -> list[UUID]:
        sources = list(dict.fromkeys(each.source_line_id for each in self._session.links.of(line_ids, "sources", flow)))
        shares.release(self._session, line_ids, flow)
        return sources

    def note(self, document_id: UUID, kind: str, data: Mapping[str, Any]) -> None:
        self._session.step(self._one(document_id), kind, **data)

    def write_now(self) -> None:
        from kontor.documents.services.settle import settle
        from kontor.documents.store.flush import flush

        settle(self._session)
        flush(self._session)

    def _one(self, document_id: UUID) -> WorkingDocument:
        found = self._session.load([document_id])
        if not found:
            raise NotFound("document", document_id)
        return found[0]
