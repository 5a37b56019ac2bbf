"""``record_acceptance`` and ``rematch_held``: what the requester's verdict changes elsewhere (R8, R10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.apps.procurement.errors import NotYourShare
from kontor.documents.contracts import Share
from kontor.engines.access import api as access
from kontor.engines.workflow.contracts import FlowLink, Line
from kontor.engines.workflow.effects import DocumentsFace, EffectContext, EffectOptions, effect
from kontor.kernel.text import Text

ZERO = Decimal(0)


class RecordOptions(EffectOptions):
    """``arrived_by`` holds each request's share of an arrival; ``share_flow`` is written with what was inspected."""

    flow: str
    share_flow: str
    arrived_by: str
    share_field: str
    for_others: str
    """Permission to inspect what arrived for somebody else."""


@effect("record_acceptance", options=RecordOptions, label=Text(en="Record the verdict", zh_hant="記錄驗收結果"))
def record_acceptance(context: EffectContext, options: RecordOptions) -> None:
    """Tell arrivals and requests what was accepted and refused.

    Raises:
        NotYourShare: more is inspected for a request than arrived for it, or it is somebody else's.
    """
    documents = context.documents
    arrival_of = {
        link.target_line_id: link.source_line_id
        for link in documents.links([line.id for line in context.lines], options.flow, "sources")
    }
    _update_arrivals(documents, context.lines, arrival_of)
    own = [line for line in context.lines if line.values.get(options.share_field)]
    if own:
        _check_shares(context, own, arrival_of, options)
        shares = [Share(UUID(line.values[options.share_field]), line.id, line.values["quantity"]) for line in own]
        documents.link(options.share_flow, shares)
        _update_requests(documents, {share.source_line_id for share in shares}, options)


def _update_arrivals(documents: DocumentsFace, lines: Sequence[Line], arrival_of: Mapping[UUID, UUID]) -> None:
    arrivals = documents.lines_of(list(set(arrival_of.values())))
    changes: dict[UUID, dict[str, Any]] = {}
    for line in lines:
        arrival_id = arrival_of[line.id]
        values = changes.setdefault(
            arrival_id,
            {
                name: arrivals[arrival_id][1].values.get(name) or ZERO
                for name in ("accepted_quantity", "refused_quantity")
            },
        )
        refused = line.values.get("refused_quantity") or ZERO
        values["refused_quantity"] += refused
        values["accepted_quantity"] += line.values["quantity"] - refused
    documents.set_line_values(changes)


def _check_shares(
    context: EffectContext, own: Sequence[Line], arrival_of: Mapping[UUID, UUID], options: RecordOptions
) -> None:
    """Each request inspects at most its share of each arrival, by its requester."""
    documents = context.documents
    requests = [UUID(line.values[options.share_field]) for line in own]
    open_shares = _open_shares(documents, requests, options)
    headers = documents.lines_of(requests)
    anybody = access.can(context.actor, options.for_others, None).allowed
    for line, request_id in zip(own, requests, strict=True):
        share = (request_id, arrival_of[line.id])
        is_theirs = anybody or headers[request_id][0].values.get("requester") == context.actor.user_id
        waiting = open_shares.get(share, ZERO) if is_theirs else ZERO
        asked = line.values["quantity"]
        if asked > waiting:
            raise NotYourShare(
                line_no=line.line_no, open=waiting, asked=asked, path=f"lines[{line.line_no - 1}].quantity"
            )
        open_shares[share] = waiting - asked


def _open_shares(
    documents: DocumentsFace, requests: Sequence[UUID], options: RecordOptions
) -> dict[tuple[UUID, UUID], Decimal]:
    """What waits for inspection, by (request line, arrival line)."""
    waiting: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    for link in documents.links(requests, options.arrived_by, "targets"):
        waiting[link.source_line_id, link.target_line_id] += link.quantity
    inspected = documents.links(requests, options.share_flow, "targets")
    arrival_of = {
        link.target_line_id: link.source_line_id
        for link in documents.links([link.target_line_id for link in inspected], options.flow, "sources")
    }
    for link in inspected:
        waiting[link.source_line_id, arrival_of[link.target_line_id]] -= link.quantity
    return waiting


def _update_requests(documents: DocumentsFace, requests: set[UUID], options: RecordOptions) -> None:
    """The acceptance flag of each request line follows everything inspected for it so far."""
    inspected = documents.links(list(requests), options.share_flow, "targets")
    verdicts = documents.lines_of([link.target_line_id for link in inspected])
    lines = documents.lines_of(list(requests))
    by_request: dict[UUID, list[FlowLink]] = defaultdict(list)
    for link in inspected:
        by_request[link.source_line_id].append(link)
    documents.set_line_values(
        {
            request_id: {
                "acceptance": _flag(
                    lines[request_id][1].values["quantity"],
                    [verdicts[link.target_line_id][1] for link in by_request[request_id]],
                )
            }
            for request_id in requests
        }
    )


def _flag(asked: Decimal, verdicts: Sequence[Line]) -> str:
    refused = sum((line.values.get("refused_quantity") or ZERO for line in verdicts), ZERO)
    accepted = sum((line.values["quantity"] for line in verdicts), ZERO) - refused
    if accepted == 0 and refused > 0:
        return "refused"
    return "accepted" if accepted >= asked else "partial"


class RematchOptions(EffectOptions):
    """Invoices billing, by ``flow``, the arrivals that ``through`` was inspected are matched again by ``action``."""

    flow: str
    through: str
    states: tuple[str, ...]
    action: str


@effect(
    "rematch_held", options=RematchOptions, label=Text(en="Match waiting invoices again", zh_hant="重新比對暫停的憑單")
)
def rematch_held(context: EffectContext, options: RematchOptions) -> None:
    """A hold that waited for this acceptance clears itself (R10)."""
    documents = context.documents
    arrivals = [
        link.source_line_id for link in documents.links([line.id for line in context.lines], options.through, "sources")
    ]
    invoices = {link.target_document_id for link in documents.links(arrivals, options.flow, "targets")}
    for invoice_id in sorted(invoices):
        if documents.get(invoice_id).state in options.states:
            documents.fire(invoice_id, options.action)
