"""Payment proposals (R10)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from kontor.apps.procurement.payments.payables import make_batch, proposal

router = Router(tags=["procurement"])


class BatchIn(Schema):
    """Which proposed open items to pay together."""

    open_items: list[UUID] = Field(min_length=1, max_length=5000)
    document_date: date
    currency: str = Field(max_length=3)
    method: str = "remittance"


@router.get("/payment-proposals")
def propose_payments(request: HttpRequest, due_until: date, currency: str) -> Any:
    """Open payables: what is due until then, and why the rest is left out."""
    return proposal(request.auth, due_until=due_until, currency=currency)  # type: ignore[attr-defined]


@router.post("/payment-proposals")
def create_batch(request: HttpRequest, body: BatchIn) -> Any:
    """A payment batch for the named open items, each with everything still payable of it."""
    batch = make_batch(
        request.auth,  # type: ignore[attr-defined]
        body.open_items,
        document_date=body.document_date,
        currency=body.currency,
        method=body.method,
    )
    return {"id": batch.id, "number": batch.number, "version": batch.version, "state": batch.state}
