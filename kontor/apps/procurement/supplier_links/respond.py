"""Take a supplier's answers: small changes are confirmed, larger ones go back to the buyer (R4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kontor.apps.procurement.supplier_links.answers import Answer, ConfirmationTolerance, Decision, needs_buyer
from kontor.documents import api as documents
from kontor.documents.contracts import Document
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.kernel.text import Text
from kontor.packaging import api as packaging
from kontor.tenancy.api import unit_of_work

LINE = Text(en="order line", zh_hant="採購明細")
ORDER = "purchase_order"


@unit_of_work
def respond(actor: Actor, order_id: UUID, answers: Sequence[Answer]) -> Document:
    """All answers or none; returns the order as it is now.

    Raises:
        NotFound: a line is not of this order.
        ActionRefused: a line was answered finally before, or was changed by the buyer meanwhile.
    """
    order = documents.get(actor, ORDER, order_id)
    lines = {line.id: line for line in order.lines}
    settings = packaging.current(actor.tenant_id).settings
    tolerance = ConfirmationTolerance.from_settings(settings["confirmation_tolerance"])
    for answer in answers:
        if answer.line_id not in lines:
            raise NotFound(LINE, answer.line_id)
        _fire(actor, answer, *_action(answer, lines[answer.line_id].values, tolerance))
    return documents.get(actor, ORDER, order_id)


def _action(answer: Answer, ordered: Any, tolerance: ConfirmationTolerance) -> tuple[str, dict[str, Any]]:
    if answer.decision is Decision.DECLINE:
        return "decline", {"proposal_note": answer.note}
    if needs_buyer(answer, ordered, tolerance):
        return "propose", {
            "proposed_quantity": answer.total_quantity,
            "proposed_price": answer.unit_price,
            "proposed_date": answer.last_date,
            "delivery_schedule": answer.schedule_as_json(),
            "proposal_note": answer.note or None,
        }
    promised = answer.last_date or ordered.get("needed_date")
    return "confirm", {"promised_date": promised, "delivery_schedule": answer.schedule_as_json()}


def _fire(actor: Actor, answer: Answer, action: str, inputs: dict[str, Any]) -> None:
    given = {name: value for name, value in inputs.items() if value is not None}
    documents.fire_lines(actor, ORDER, action, [answer.line_id], inputs=given)
