"""``/portal/{token}``: a supplier answers one order without signing in (R4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from kontor.apps.procurement.supplier_links.answers import Answer, Decision, Delivery
from kontor.apps.procurement.supplier_links.open import Opened, open_link
from kontor.apps.procurement.supplier_links.present import present
from kontor.apps.procurement.supplier_links.respond import respond

router = Router(tags=["supplier portal"], auth=None)


class DeliveryIn(Schema):
    date: date
    quantity: Decimal = Field(gt=0)


class AnswerIn(Schema):
    """One line's answer; left-out figures stay as ordered. ``schedule`` splits the line into dated deliveries."""

    line_id: UUID
    decision: Decision
    promised_date: date | None = None
    quantity: Decimal | None = Field(default=None, ge=0)
    unit_price: Decimal | None = Field(default=None, ge=0)
    schedule: list[DeliveryIn] = Field(default=[], max_length=50)
    note: str = Field(default="", max_length=1000)


class AnswersIn(Schema):
    answers: list[AnswerIn] = Field(min_length=1, max_length=500)


@router.get("/{token}")
def show_order(request: HttpRequest, token: str) -> Any:
    """The order behind the link, and what may be answered for each line."""
    opened = _open(request, token)
    return present(opened.actor, opened.document_id, opened.expires_at)


@router.post("/{token}/answers")
def answer_order(request: HttpRequest, token: str, body: AnswersIn) -> Any:
    """Answer lines: all or none."""
    opened = _open(request, token)
    respond(opened.actor, opened.document_id, [_answer(each) for each in body.answers])
    return present(opened.actor, opened.document_id, opened.expires_at)


def _open(request: HttpRequest, token: str) -> Opened:
    return open_link(token, language=request.language, address=request.client_address)  # type: ignore[attr-defined]


def _answer(wire: AnswerIn) -> Answer:
    return Answer(
        line_id=wire.line_id,
        decision=wire.decision,
        promised_date=wire.promised_date,
        quantity=wire.quantity,
        unit_price=wire.unit_price,
        schedule=tuple(Delivery(each.date, each.quantity) for each in wire.schedule),
        note=wire.note,
    )
