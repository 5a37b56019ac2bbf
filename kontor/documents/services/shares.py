"""Keeping the shares of target lines true: they follow the target's quantity and amount, and end with it (P2)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from kontor.documents.errors import FlowExceeded
from kontor.documents.flows.links import WorkingLink
from kontor.documents.flows.shares import lower_to, raise_to, split_amount
from kontor.documents.services import tolerance
from kontor.documents.session import Session
from kontor.documents.working import DEAD, ZERO, WorkingLine
from kontor.packaging.schema import Flow


def follow_targets(session: Session) -> bool:
    """Fit the shares of every target line whose quantity or amount changed in this command.

    Where the shares made up the whole line they do so afterwards: a smaller quantity is taken from the latest share,
    a larger one goes to the shares whose source has something open, in order. Amounts are split by quantity.

    Raises:
        FlowExceeded: the sources have not enough open.
    """
    changed = [
        line
        for document in session.documents.values()
        if document.config.flows_to(document.type_code)
        for line in document.lines
        if not line.is_new and _weight_changed(line)
    ]
    links = session.links.of([line.id for line in changed], "sources")
    if not links:
        return False
    session.load({link.source_document_id for link in links})
    moved = False
    for line in changed:
        for flow, incoming in _by_flow(links, line).items():
            moved |= _fit(session, line, flow, incoming)
    return moved


def _weight_changed(line: WorkingLine) -> bool:
    changes = line.changes()
    return "quantity" in changes or "amount" in changes


def _by_flow(links: list[WorkingLink], line: WorkingLine) -> dict[str, list[WorkingLink]]:
    grouped: dict[str, list[WorkingLink]] = {}
    for link in links:
        if link.target_line_id == line.id:
            grouped.setdefault(link.flow, []).append(link)
    return grouped


def _fit(session: Session, line: WorkingLine, flow: str, links: list[WorkingLink]) -> bool:
    earlier = decimal(line.before.values.get("quantity"))
    wanted = decimal(line.values.get("quantity"))
    present = [link.quantity for link in links]
    total = sum(present, ZERO)
    quantities = present
    if wanted < total and (total == earlier or wanted < earlier):
        quantities = lower_to(present, wanted)
    elif total == earlier and wanted > total:
        quantities = _raised(session, line, flow, links, wanted)
    whole = sum(quantities, ZERO) == wanted
    amounts = split_amount(decimal(line.values.get("amount")), quantities) if whole else None
    before = [(link.quantity, link.amount) for link in links]
    for at, link in enumerate(links):
        amount = amounts[at] if amounts is not None else link.amount
        session.links.change(link, quantity=quantities[at], amount=amount)
    return before != [(link.quantity, link.amount) for link in links]


def _raised(session: Session, line: WorkingLine, code: str, links: list[WorkingLink], wanted: Decimal) -> list[Decimal]:
    flow = line.document.config.flows[code]
    sources = session.load_lines([link.source_line_id for link in links])
    rooms = [_room(session, flow, sources[link.source_line_id]) for link in links]
    quantities, lacking = raise_to([link.quantity for link in links], rooms, wanted)
    if lacking > 0:
        source = sources[links[-1].source_line_id]
        raise FlowExceeded(
            flow=code, number=source.document.number, line_no=source.line_no, line_id=source.id, asked=wanted,
            open=tolerance.still_open(session, flow, source), most=wanted - lacking,
            unit=tolerance.unit_of(session, source), path=f"lines[{line.document.lines.index(line)}].quantity",
        )  # fmt: skip
    return quantities


def _room(session: Session, flow: Flow, source: WorkingLine) -> Decimal:
    return tolerance.most(session, flow, source, {}) - source.done(flow.flow).quantity


def release_dead(session: Session) -> bool:
    """Give back what flowed into lines that count for nothing since this command (cancelled, reversed, removed)."""
    gone = [
        line.id
        for document in session.documents.values()
        for line in document.all_lines
        if not line.is_new and line.is_dead and _died_now(line)
    ]
    return release(session, gone)


def _died_now(line: WorkingLine) -> bool:
    """Whether the line was alive when the command began."""
    document = line.document
    if line.is_removed or document.deleted_at is not None:
        return True
    header = document.model.workflow.states.get(document.before.state or "")
    header_was_dead = header is not None and header.standard in DEAD
    workflow = document.model.line_workflow
    state = workflow.states.get(line.before.state or "") if workflow else None
    line_was_dead = state is not None and state.standard in DEAD
    return not (header_was_dead or line_was_dead)


def release(session: Session, line_ids: Iterable[UUID], flow: str | None = None) -> bool:
    """Release all living links into the lines; returns whether there were any.

    A released link of a returning flow takes back what it had given back.
    """
    links = session.links.of(line_ids, "sources", flow)
    if not links:
        return False
    session.load({link.source_document_id for link in links})
    for link in links:
        returns = session.model.flows[link.flow].returns if link.flow in session.model.flows else None
        if returns is not None:
            take_again(session, returns, link)
        session.links.release(link)
    return True


def reduce(session: Session, line_id: UUID, flow: str, quantity: Decimal) -> None:
    """Take ``quantity`` away from the shares of a target line, the latest first; amounts shrink in proportion."""
    links = session.links.of([line_id], "sources", flow)
    session.load({link.source_document_id for link in links})
    present = [link.quantity for link in links]
    for link, less in zip(links, lower_to(present, sum(present, ZERO) - quantity), strict=True):
        amount = split_amount(link.amount, [less, link.quantity - less])[0] if link.quantity else link.amount
        session.links.change(link, quantity=less, amount=amount)


def give_back(
    session: Session, flow: str, line: WorkingLine, quantity: Decimal, back_to: UUID | None = None
) -> Decimal:
    """Return ``quantity`` of ``line`` to where it came from by ``flow``; what found no taker is returned."""
    links = [link for link in session.links.of([line.id], "sources", flow) if back_to in (None, link.source_line_id)]
    session.load({link.source_document_id for link in links})
    left = quantity
    for link in reversed(links):
        taken = min(link.net, left)
        if taken > 0:
            session.links.take_back(link, taken)
            left -= taken
    return left


def take_again(session: Session, flow: str, returning: WorkingLink) -> None:
    """Undo a return: the shares of the returned line count again, oldest return first."""
    left = returning.net
    links = session.links.of([returning.source_line_id], "sources", flow)
    session.load({link.source_document_id for link in links})
    for link in links:
        again = min(link.returned_quantity, left)
        if again > 0:
            session.links.undo_take_back(link, again)
            left -= again


def decimal(value: object) -> Decimal:
    """A quantity or amount as a decimal; nothing counts as zero."""
    return value if isinstance(value, Decimal) else Decimal(str(value)) if value is not None else ZERO
