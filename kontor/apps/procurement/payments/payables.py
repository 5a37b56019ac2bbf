"""From open items to a payment batch (R10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from kontor.apps.procurement.payments.proposal import Payable, Proposed, propose
from kontor.apps.procurement.payments.reserved import in_other_batches
from kontor.documents import api as documents
from kontor.documents.contracts import Document
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.kernel.text import Text
from kontor.ledgers.accounting import api as accounting
from kontor.masterdata import api as masterdata
from kontor.tenancy import api as tenancy
from kontor.tenancy.api import reading, unit_of_work

BATCH = "payment_batch"
MOST_PAYABLES = 20_000
OPEN_ITEM = Text(en="payable", zh_hant="應付項目")


@reading
def proposal(actor: Actor, *, due_until: date, currency: str) -> list[dict[str, Any]]:
    """Every open payable of the actor's company with the amount proposed, or the reason why it is left out."""
    access.require(actor, f"{BATCH}.create")
    proposed = _proposed(actor, due_until, currency)
    names = masterdata.labels("partner", {each.payable.partner_id for each in proposed})
    return [
        {
            **asdict(each.payable),
            "partner": names.get(each.payable.partner_id),
            "amount": each.amount,
            "skipped": each.skipped,
        }
        for each in proposed
    ]


@unit_of_work
def make_batch(
    actor: Actor, open_items: Sequence[UUID], *, document_date: date, currency: str, method: str
) -> Document:
    """A draft batch with one line for each open item.

    Raises:
        NotFound: an item is not open, not in this currency, or wholly in another batch.
    """
    payable = {each.payable.open_item: each for each in _proposed(actor, date.max, currency) if each.skipped is None}
    for each in open_items:
        if each not in payable:
            raise NotFound(OPEN_ITEM, each)
    lines = [_line(payable[each]) for each in dict.fromkeys(open_items)]
    header = {"document_date": document_date, "currency": currency, "method": method}
    return documents.create(actor, BATCH, header, lines)


def _line(proposed: Proposed) -> dict[str, Any]:
    payable = proposed.payable
    return {
        "partner": payable.partner_id,
        "description": payable.reference,
        "due_date": payable.due_date,
        "amount": proposed.amount,
        "open_item": str(payable.open_item),
        "invoice": payable.document_id,
    }


def _proposed(actor: Actor, due_until: date, currency: str) -> list[Proposed]:
    assert actor.organisation_id is not None, "a person always works in an organisation"
    company = tenancy.company_of(actor.organisation_id)
    payables = [
        Payable(
            open_item=item.id,
            partner_id=item.partner_id,
            currency=item.currency,
            open_amount=-item.open_amount,
            due_date=item.due_date,
            reference=item.reference,
            document_id=item.source_document_id,
        )
        for item in accounting.open_items(actor, company.id, kind="payable", limit=MOST_PAYABLES)
        if item.open_amount < 0 and item.partner_id is not None
    ]
    return propose(payables, due_until=due_until, currency=currency, promised=in_other_batches(BATCH, None, None))
