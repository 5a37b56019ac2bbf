"""The order as its supplier sees it: nothing of who asked, what it is for, or other suppliers (R4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from kontor.documents import api as documents
from kontor.documents.contracts import Document, Line
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.tenancy import api as tenancy
from kontor.tenancy.api import reading

ORDER = "purchase_order"
HEADER = ("document_date", "currency", "requested_date", "notes", "subtotal", "tax_amount", "freight", "total_amount")
LINE = (
    "description", "specification", "quantity", "unit", "unit_price", "amount", "needed_date", "promised_date",
    "delivery_schedule", "proposed_quantity", "proposed_price", "proposed_date", "proposal_note",
)  # fmt: skip
ANSWERS = {"confirm": "accept", "propose": "change", "decline": "decline"}


@reading
def present(actor: Actor, order_id: UUID, expires_at: datetime) -> dict[str, Any]:
    """Header, lines with what may be answered now, and until when the link lives."""
    order = documents.get(actor, ORDER, order_id)
    possible = documents.actions(actor, order_id).lines
    states = packaging.current(actor.tenant_id).documents[ORDER].line_workflow
    assert states is not None, "order lines have a workflow"
    return {
        "number": order.number,
        "company": tenancy.company_of(order.organisation_id).name,
        "supplier": order.labels.get(order.values["partner"]),
        "buyer": order.labels.get(order.values["buyer"]),
        "header": {name: order.values.get(name) for name in HEADER},
        "lines": [
            {
                **_line(order, line),
                "state_label": states.states[line.state].label.to_mapping(),
                "answers": [
                    ANSWERS[each.action]
                    for each in possible.get(line.id, ())
                    if each.allowed and each.action in ANSWERS
                ],
            }
            for line in order.lines
        ],
        "expires_at": expires_at,
    }


def _line(order: Document, line: Line) -> dict[str, Any]:
    item = line.values.get("item")
    return {
        "id": line.id,
        "line_no": line.line_no,
        "state": line.state,
        "item": order.labels.get(item) if item else None,
        **{name: line.values.get(name) for name in LINE},
    }
