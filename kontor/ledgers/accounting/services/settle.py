"""Match a receivable or payable with its counterpart: an invoice with a credit note, a prepayment with an invoice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.ledgers.accounting.contracts import EntryDraft, EntryLine, PeriodGroup, PostedEntry
from kontor.ledgers.accounting.errors import OpenItemDiffers, OpenItemUnknown, SettlementExceedsOpen
from kontor.ledgers.accounting.services.post import post
from kontor.ledgers.accounting.store import journal
from kontor.tenancy.api import unit_of_work


@unit_of_work
def settle(
    actor: Actor,
    company_id: UUID,
    debit_item: UUID,
    credit_item: UUID,
    *,
    on: dt.date,
    amount: Decimal | None = None,
    exchange_account_id: UUID | None = None,
    group: PeriodGroup = "manual",
    text: str = "",
) -> PostedEntry | None:
    """Settle two open items of opposite sign against each other: ``amount`` in their currency (None: the smaller).

    Both give up their own share of company currency; where they were booked at different rates the difference is
    realised on ``exchange_account_id``. The matching is an entry, so it is dated, kept and can be reversed.

    Raises:
        OpenItemUnknown, OpenItemDiffers, SettlementExceedsOpen, PeriodClosed, EntryUnbalanced (no exchange account).

    Source: F4, F5.
    """
    held = journal.lock_open_items(company_id, {debit_item, credit_item})
    for wanted in (debit_item, credit_item):
        if wanted not in held:
            raise OpenItemUnknown(wanted)
    owed, owing = held[debit_item], held[credit_item]
    if owed.currency != owing.currency:
        raise OpenItemDiffers(credit_item, owed.currency, owing.currency)
    if owed.open_amount <= 0 or owing.open_amount >= 0:
        raise SettlementExceedsOpen(debit_item, max(owed.open_amount, Decimal(0)), amount or Decimal(0), owed.currency)
    part = min(owed.open_amount, -owing.open_amount) if amount is None else amount
    lines = (
        EntryLine(account_id=owed.account_id, credit=part, settles=debit_item, partner_id=owed.partner_id, text=text),
        EntryLine(account_id=owing.account_id, debit=part, settles=credit_item, partner_id=owing.partner_id, text=text),
    )
    # At the rate of the debit item its own line brings no difference, so all of it shows on the other.
    rate = owed.open_company_amount / owed.open_amount
    draft = EntryDraft(
        company_id=company_id,
        date=on,
        lines=lines,
        group=group,
        currency=owed.currency,
        rate=rate,
        text=text,
        exchange_account_id=exchange_account_id,
        rounding_account_id=exchange_account_id,
    )
    return post(actor, draft)
