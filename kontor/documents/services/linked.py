"""Lines and what they are linked with: pairs up or down a flow, and actions carried along them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.documents.contracts import Share
from kontor.documents.flows.links import WorkingLink
from kontor.documents.flows.shares import split_amount
from kontor.documents.scope import DocumentScope, LineScope
from kontor.documents.services import fire_lines, shares
from kontor.documents.services.effects import Cause
from kontor.documents.session import Session
from kontor.documents.working import WorkingLine
from kontor.engines.workflow.contracts import Direction


@dataclass(frozen=True, slots=True)
class Pair:
    """A line, what it is linked with, and the link between them."""

    line: WorkingLine
    other: WorkingLine
    link: WorkingLink


def pairs(session: Session, lines: Sequence[WorkingLine], flow: str, direction: Direction) -> list[Pair]:
    """Every living link of the lines in that direction with its other end, loaded and locked."""
    own = {line.id: line for line in lines}
    links = session.links.of(own, direction, flow)
    if direction == "sources":
        ends = [(link.target_line_id, link.source_line_id) for link in links]
    else:
        ends = [(link.source_line_id, link.target_line_id) for link in links]
    session.load(link.source_document_id if direction == "sources" else link.target_document_id for link in links)
    others = session.load_lines(other for _, other in ends)
    return [
        Pair(own[mine], others[other], link) for (mine, other), link in zip(ends, links, strict=True) if other in others
    ]


def scope(session: Session, pair: Pair, inputs: Mapping[str, Any]) -> DocumentScope:
    """The line's own scope, and ``linked``, ``linked_header`` and ``link`` (``quantity``, ``amount``) beside it."""
    return session.scopes.line(
        pair.line,
        inputs=inputs,
        linked=LineScope(pair.other, session.scopes),
        linked_header=session.scopes.document(pair.other.document),
        link={"quantity": pair.link.net, "amount": pair.link.net_amount},
    )


def fire(session: Session, found: Sequence[Pair], action: str, inputs: Mapping[str, Any]) -> int:
    """Fire ``action`` on the other ends whose state lets it; how many moved."""
    others = list(dict.fromkeys(pair.other for pair in found))
    return fire_lines.by_engine(session, others, action, Cause(action, inputs, is_line_action=True))


def connect(session: Session, flow: str, edges: Sequence[Share]) -> None:
    """Make edges between existing lines; amounts nobody gave are split by quantity over everything in the line."""
    lines = session.load_lines([each for edge in edges for each in (edge.source_line_id, edge.target_line_id)])
    by_target: dict[UUID, list[Share]] = {}
    for edge in edges:
        by_target.setdefault(edge.target_line_id, []).append(edge)
    session.links.of(by_target, "sources", flow)
    for target_id, mine in by_target.items():
        for edge, amount in zip(mine, _amounts(session, flow, lines[target_id], mine), strict=True):
            source = lines[edge.source_line_id]
            session.links.make(flow, source, lines[target_id], edge.quantity, amount)
            told = {str(source.id): edge.quantity}
            session.step(source.document, "linked", flow=flow, target=lines[target_id].document.id, lines=told)


def _amounts(session: Session, flow: str, target: WorkingLine, edges: Sequence[Share]) -> list[Decimal]:
    """Amounts that end at exactly the line's amount when its last quantity is linked."""
    earlier = sum((each.quantity for each in session.links.of([target.id], "sources", flow)), Decimal(0))
    asked = [edge.quantity for edge in edges]
    rest = shares.decimal(target.values.get("quantity")) - earlier - sum(asked, Decimal(0))
    split = split_amount(shares.decimal(target.values.get("amount")), [earlier, *asked, max(rest, Decimal(0))])
    return [edge.amount if edge.amount is not None else part for edge, part in zip(edges, split[1:], strict=False)]
