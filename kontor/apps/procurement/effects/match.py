"""``match_invoice``: the three-way match inside the transaction (R10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.apps.procurement.errors import DuplicateInvoice
from kontor.apps.procurement.matching import LineFacts, MatchOutcome, MatchResult, MatchTolerance, match_document
from kontor.apps.procurement.matching.duplicates import find_duplicate, find_lookalike
from kontor.engines.workflow.contracts import Document, FlowLink, Line
from kontor.engines.workflow.effects import DocumentsFace, EffectContext, EffectOptions, effect
from kontor.kernel.clock import current_clock
from kontor.kernel.text import Text
from kontor.masterdata import api as masterdata

ZERO = Decimal(0)
COUNTED = frozenset({MatchResult.MATCHED, MatchResult.WITHIN_TOLERANCE, "released"})


class MatchOptions(EffectOptions):
    """``flow`` ties arrivals to invoice lines, ``received_by`` order lines to arrivals."""

    flow: str
    received_by: str


@effect("match_invoice", options=MatchOptions, label=Text(en="Three-way match", zh_hant="三方比對"))
def match_invoice(context: EffectContext, options: MatchOptions) -> None:
    """Compare with orders and acceptances; write the verdict, its reasons, and the due date if it is missing.

    Raises:
        DuplicateInvoice: the supplier's invoice number was entered before.
    """
    invoice = context.document
    _refuse_duplicate(invoice)
    sources = _Sources(context.documents, invoice, options)
    freight_ordered = sources.freight_ordered()
    outcome = match_document(
        [_facts(line, sources) for line in invoice.lines],
        tolerance=MatchTolerance.from_settings(context.model.settings["match_tolerance"]),
        tax_billed=invoice.values.get("tax_amount") or ZERO,
        tax_computed=invoice.values.get("computed_tax") or ZERO,
        freight_billed=invoice.values.get("freight") or ZERO,
        freight_ordered=freight_ordered,
        duplicate_of=find_lookalike(invoice, int(context.model.settings["duplicate_window_days"])),
    )
    _write(context.documents, invoice, outcome, freight_ordered)


def _refuse_duplicate(invoice: Document) -> None:
    known = find_duplicate(invoice)
    if known is not None:
        raise DuplicateInvoice(
            invoice_number=str(invoice.values.get("invoice_number")),
            document_number=known.number,
            document_id=known.id,
            path="invoice_number",
        )


def _write(documents: DocumentsFace, invoice: Document, outcome: MatchOutcome, freight: Decimal | None) -> None:
    held = outcome.result is MatchResult.HELD
    since = invoice.values.get("held_since") or current_clock().now()
    changes: dict[str, Any] = {
        "match_result": outcome.result.value,
        "hold_reasons": [reason.as_json() for reason in outcome.reasons] or None,
        "held_since": since if held else None,
        "expected_freight": freight,
    }
    terms = invoice.values.get("payment_terms")
    if invoice.values.get("due_date") is None:
        dated = invoice.values["invoice_date"]
        changes["due_date"] = masterdata.due_date(terms, dated) if terms else dated
    documents.set_values(invoice.id, changes)
    documents.set_line_values(
        {
            line.id: {"match_reasons": [each.as_json() for each in outcome.reasons_for(_path(line))] or None}
            for line in invoice.lines
        }
    )


def _path(line: Line) -> str:
    return f"lines[{line.line_no - 1}]"


def _facts(line: Line, sources: _Sources) -> LineFacts:
    arrivals = sources.arrivals_of(line.id)
    return LineFacts(
        path=_path(line),
        billed_quantity=line.values["quantity"],
        billable_quantity=sum((sources.billable(each) for each in arrivals), ZERO),
        is_received=bool(arrivals),
        billed_price=line.values["unit_price"],
        ordered_price=arrivals[0].values.get("unit_price") or ZERO if arrivals else ZERO,
    )


class _Sources:
    """What stands behind an invoice: arrivals, what others billed of them, and the orders; four look-ups in all."""

    def __init__(self, documents: DocumentsFace, invoice: Document, options: MatchOptions) -> None:
        self._documents = documents
        self._invoice = invoice
        self._options = options
        self._links = documents.links([line.id for line in invoice.lines], options.flow, "sources")
        arrival_ids = list({link.source_line_id for link in self._links})
        self._arrivals = {line_id: line for line_id, (_, line) in documents.lines_of(arrival_ids).items()}
        self._billed_elsewhere, self._rivals = self._others(documents.links(arrival_ids, options.flow, "targets"))
        self._order_links = documents.links(arrival_ids, options.received_by, "sources")

    def _others(self, billed: Sequence[FlowLink]) -> tuple[Mapping[UUID, Decimal], Mapping[UUID, Document]]:
        """Quantities other invoices bill that are already good for payment, and those invoices."""
        others = [link for link in billed if link.target_document_id != self._invoice.id]
        headers = self._documents.lines_of([link.target_line_id for link in others])
        quantities: dict[UUID, Decimal] = defaultdict(Decimal)
        rivals: dict[UUID, Document] = {}
        for link in others:
            header, _ = headers[link.target_line_id]
            if header.values.get("match_result") in COUNTED:
                quantities[link.source_line_id] += link.quantity
                rivals[header.id] = header
        return quantities, rivals

    def arrivals_of(self, invoice_line: UUID) -> list[Line]:
        return [self._arrivals[link.source_line_id] for link in self._links if link.target_line_id == invoice_line]

    def billable(self, arrival: Line) -> Decimal:
        """Accepted and not billed elsewhere; where no acceptance is needed, everything good that arrived."""
        values = arrival.values
        if values.get("needs_acceptance"):
            good = values.get("accepted_quantity") or ZERO
        else:
            good = (values.get("good_quantity") or ZERO) - (values.get("refused_quantity") or ZERO)
        return good - self._billed_elsewhere.get(arrival.id, ZERO)

    def freight_ordered(self) -> Decimal | None:
        """Freight agreed on the orders behind the invoice that no other good invoice has billed yet."""
        lines = self._documents.lines_of([link.source_line_id for link in self._order_links])
        orders = {order.id: order for order, _ in lines.values()}
        if not orders:
            return None
        agreed = sum((order.values.get("freight") or ZERO for order in orders.values()), ZERO)
        billed = sum((rival.values.get("freight") or ZERO for rival in self._rivals.values()), ZERO)
        return max(agreed - billed, ZERO)
