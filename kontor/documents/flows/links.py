"""The flow links of one command: those in the tables it looked at, and those it makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kontor.documents.codec import codec_of
from kontor.documents.flows.shares import split_amount
from kontor.documents.store import read
from kontor.documents.working import ZERO, Done, WorkingLine
from kontor.engines.workflow.contracts import Direction, FlowLink
from kontor.kernel.ids import new_id

if TYPE_CHECKING:
    from kontor.documents.session import Session


@dataclass(slots=True, eq=False)
class WorkingLink:
    """A link in work. ``net`` is what counts: the quantity without what was returned; nothing once released."""

    id: UUID
    flow: str
    source_document_id: UUID
    source_line_id: UUID
    target_document_id: UUID
    target_line_id: UUID
    quantity: Decimal
    amount: Decimal
    returned_quantity: Decimal
    returned_amount: Decimal
    created_at: datetime
    released_at: datetime | None = None
    is_new: bool = False
    is_dirty: bool = False

    @property
    def net(self) -> Decimal:
        return ZERO if self.released_at else self.quantity - self.returned_quantity

    @property
    def net_amount(self) -> Decimal:
        return ZERO if self.released_at else self.amount - self.returned_amount

    def view(self) -> FlowLink:
        """The link as effects see it: what still counts."""
        return FlowLink(
            self.id, self.flow, self.source_document_id, self.source_line_id, self.target_document_id,
            self.target_line_id, self.net, self.net_amount,
        )  # fmt: skip


class Links:
    """Looks links up, makes and changes them, and keeps the running sums of their source lines."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._all: dict[UUID, WorkingLink] = {}
        self._into: dict[UUID, list[WorkingLink]] = {}
        self._out_of: dict[UUID, list[WorkingLink]] = {}
        self._looked: dict[Direction, set[UUID]] = {"sources": set(), "targets": set()}
        self.flowed: dict[tuple[UUID, str], WorkingLine] = {}
        """Running sums this command changed."""

    def of(self, line_ids: Iterable[UUID], direction: Direction, flow: str | None = None) -> list[WorkingLink]:
        """Living links of lines, oldest first: ``sources`` for what flowed in, ``targets`` for what flowed out."""
        wanted = list(dict.fromkeys(line_ids))
        self._look_up(wanted, direction)
        sides = self._into if direction == "sources" else self._out_of
        found = [link for each in wanted for link in sides.get(each, ())]
        return [each for each in found if each.released_at is None and flow in (None, each.flow)]

    def make(self, flow: str, source: WorkingLine, target: WorkingLine, quantity: Decimal, amount: Decimal) -> None:
        """A new edge; the source line's running sum grows. A second share between the same lines joins the first."""
        for known in self._into.get(target.id, ()):
            if known.is_new and known.flow == flow and known.source_line_id == source.id:
                self.change(known, quantity=known.quantity + quantity, amount=known.amount + amount)
                return
        link = WorkingLink(
            new_id(), flow, source.document.id, source.id, target.document.id, target.id, quantity, amount, ZERO, ZERO,
            self._session.now, is_new=True,
        )  # fmt: skip
        self._keep(link)
        self._flow(source, flow, quantity, amount)

    def change(self, link: WorkingLink, *, quantity: Decimal, amount: Decimal) -> None:
        """Another quantity or amount on an edge; its source line must be in work."""
        more, more_amount = quantity - link.quantity, amount - link.amount
        if more or more_amount:
            link.quantity, link.amount, link.is_dirty = quantity, amount, True
            self._flow(self._source(link), link.flow, more, more_amount)

    def take_back(self, link: WorkingLink, quantity: Decimal) -> None:
        """Something of the edge is returned: it counts less, its history stays."""
        amount = split_amount(link.net_amount, [quantity, link.net - quantity])[0] if link.net else ZERO
        link.returned_quantity += quantity
        link.returned_amount += amount
        link.is_dirty = True
        self._flow(self._source(link), link.flow, -quantity, -amount)

    def undo_take_back(self, link: WorkingLink, quantity: Decimal) -> None:
        """A return was cancelled: the edge counts again."""
        amount = (
            split_amount(link.returned_amount, [quantity, link.returned_quantity - quantity])[0]
            if link.returned_quantity
            else ZERO
        )
        link.returned_quantity -= quantity
        link.returned_amount -= amount
        link.is_dirty = True
        self._flow(self._source(link), link.flow, quantity, amount)

    def release(self, link: WorkingLink) -> None:
        """The target counts for nothing any more: everything goes back to the source line."""
        self._flow(self._source(link), link.flow, -link.net, -link.net_amount)
        link.released_at, link.is_dirty = self._session.now, True

    def dirty(self) -> list[WorkingLink]:
        """Links to write."""
        return [each for each in self._all.values() if each.is_new or each.is_dirty]

    def settled(self) -> None:
        """Everything is written."""
        self.flowed.clear()
        for each in self._all.values():
            each.is_new = each.is_dirty = False

    def _source(self, link: WorkingLink) -> WorkingLine:
        found = self._session.load_lines([link.source_line_id])
        return found[link.source_line_id]

    def _flow(self, source: WorkingLine, flow: str, quantity: Decimal, amount: Decimal) -> None:
        done = source.flows.setdefault(flow, Done())
        done.quantity += quantity
        done.amount += amount
        self.flowed[source.id, flow] = source
        source.document.stale = source.document.stale or codec_of(source.document.model).follows_state

    def _look_up(self, line_ids: Sequence[UUID], direction: Direction) -> None:
        looked = self._looked[direction]
        new = {line.id for document in self._session.documents.values() for line in document.lines if line.is_new}
        absent = [each for each in line_ids if each not in looked and each not in new]
        if not absent:
            return
        looked.update(absent)
        for row in read.links_of(absent, None, direction):
            self._keep(WorkingLink(**row))

    def _keep(self, link: WorkingLink) -> None:
        if link.id in self._all:
            return
        self._all[link.id] = link
        self._into.setdefault(link.target_line_id, []).append(link)
        self._out_of.setdefault(link.source_line_id, []).append(link)


def row_of(link: WorkingLink) -> dict[str, Any]:
    """A link as the table takes it."""
    return {
        "id": str(link.id),
        "flow": link.flow,
        "source_document_id": str(link.source_document_id),
        "source_line_id": str(link.source_line_id),
        "target_document_id": str(link.target_document_id),
        "target_line_id": str(link.target_line_id),
        "quantity": format(link.quantity, "f"),
        "amount": format(link.amount, "f"),
        "returned_quantity": format(link.returned_quantity, "f"),
        "returned_amount": format(link.returned_amount, "f"),
        "created_at": link.created_at.isoformat(),
        "released_at": link.released_at.isoformat() if link.released_at else None,
    }
