"""``allocate_to_requests``: give every requester their share of what arrived (R6, C7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from kontor.apps.procurement.sharing import Claim, ShareRule, allocate
from kontor.documents.contracts import Share
from kontor.engines.workflow.contracts import FlowLink
from kontor.engines.workflow.effects import DocumentsFace, EffectContext, EffectOptions, effect
from kontor.kernel.expressions import evaluate
from kontor.kernel.text import Text
from kontor.packaging.schema import Condition


class AllocateOptions(EffectOptions):
    """``flow`` is written; ``through`` ties requests to order lines, ``received_by`` order lines to what arrived."""

    flow: str
    through: str
    received_by: str
    quantity: Condition


@effect(
    "allocate_to_requests",
    options=AllocateOptions,
    label=Text(en="Give each request its share", zh_hant="分配到各請購"),
)
def allocate_to_requests(context: EffectContext, options: AllocateOptions) -> None:
    """Link each arrived line to the request lines behind its order line, by the ``share_rule`` of the settings.

    A request never gets more than its share of the order line less what it got from earlier arrivals; an
    over-delivery stays free stock.
    """
    documents = context.documents
    arrivals = {line.id: Decimal(evaluate(options.quantity, context.scope_of(line.id)) or 0) for line in context.lines}
    order_line_of = {link.target_line_id: link.source_line_id for link in _sources(documents, arrivals, options)}
    claims = _claims(documents, set(order_line_of.values()), options)
    rule = ShareRule(context.model.settings["share_rule"])
    shares: list[Share] = []
    for arrived_line, quantity in arrivals.items():
        waiting = claims.get(order_line_of.get(arrived_line), [])
        given = allocate(quantity, waiting, rule)
        shares += [Share(request, arrived_line, share) for request, share in given.items()]
        # Two arrived lines of one order line must not serve the same claim twice.
        waiting[:] = [_less(claim, given.get(claim.line_id)) for claim in waiting]
    documents.link(options.flow, shares)


def _less(claim: Claim, taken: Decimal | None) -> Claim:
    left = claim.open_quantity - (taken or Decimal(0))
    return Claim(claim.line_id, left, claim.needed_date, claim.is_urgent)


def _sources(documents: DocumentsFace, arrivals: Iterable[UUID], options: AllocateOptions) -> list[FlowLink]:
    return documents.links(list(arrivals), options.received_by, "sources")


def _claims(
    documents: DocumentsFace, order_lines: set[UUID], options: AllocateOptions
) -> Mapping[UUID | None, list[Claim]]:
    """For each order line, what each request behind it still waits for."""
    ordered = documents.links(list(order_lines), options.through, "sources")
    requests = documents.lines_of([link.source_line_id for link in ordered])
    served = _served(documents, [link.source_line_id for link in ordered], options)
    claims: dict[UUID | None, list[Claim]] = defaultdict(list)
    for link in ordered:
        header, line = requests[link.source_line_id]
        claims[link.target_line_id].append(
            Claim(
                line_id=link.source_line_id,
                open_quantity=link.quantity - served.get((link.source_line_id, link.target_line_id), Decimal(0)),
                needed_date=line.values.get("needed_date"),
                is_urgent=bool(header.values.get("urgent")),
            )
        )
    return claims


def _served(
    documents: DocumentsFace, requests: list[UUID], options: AllocateOptions
) -> Mapping[tuple[UUID, UUID], Decimal]:
    """What earlier arrivals gave, by (request line, order line)."""
    given = documents.links(requests, options.flow, "targets")
    order_line_of = {
        link.target_line_id: link.source_line_id
        for link in documents.links([link.target_line_id for link in given], options.received_by, "sources")
    }
    served: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    for link in given:
        if link.target_line_id in order_line_of:
            served[link.source_line_id, order_line_of[link.target_line_id]] += link.quantity
    return served
