"""Take a supplier's answers: small changes are confirmed, larger ones go back to the buyer (R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor.apps.procurement.supplier_links.answers import (
    Answer,
    ConfirmationTolerance,
    Decision,
    changes_figures,
    needs_buyer,
)
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
        _take(actor, answer, lines[answer.line_id].values, tolerance)
    return documents.get(actor, ORDER, order_id)


def _take(actor: Actor, answer: Answer, ordered: Mapping[str, Any], tolerance: ConfirmationTolerance) -> None:
    """Decline, confirm as ordered, or propose; a proposal within the tolerance is accepted at once (R4)."""
    if answer.decision is Decision.DECLINE:
        _fire(actor, answer.line_id, "decline", {"proposal_note": answer.note})
        return
    beyond = needs_buyer(answer, ordered, tolerance)
    if beyond or changes_figures(answer, ordered):
        _fire(actor, answer.line_id, "propose", _proposal(answer))
        if not beyond:
            _fire(Actor.system(actor.tenant_id, via="portal"), answer.line_id, "accept_proposal", {})
        return
    promised = answer.last_date or ordered.get("needed_date")
    inputs = {"promised_date": promised, "delivery_schedule": answer.schedule_as_json()}
    _fire(actor, answer.line_id, "confirm", inputs)


def _proposal(answer: Answer) -> dict[str, Any]:
    return {
        "proposed_quantity": answer.total_quantity,
        "proposed_price": answer.unit_price,
        "proposed_date": answer.last_date,
        "delivery_schedule": answer.schedule_as_json(),
        "proposal_note": answer.note or None,
    }


def _fire(actor: Actor, line_id: UUID, action: str, inputs: Mapping[str, Any]) -> None:
    given = {name: value for name, value in inputs.items() if value is not None}
    documents.fire_lines(actor, ORDER, action, [line_id], inputs=given)
