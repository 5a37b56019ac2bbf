"""Post an entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.ledgers.accounting.contracts import ClearingKey, EntryDraft, PeriodGroup, PostedEntry
from kontor.ledgers.accounting.errors import NoFiscalPeriod, PeriodClosed
from kontor.ledgers.accounting.resolving import resolve
from kontor.ledgers.accounting.store import journal, periods
from kontor.ledgers.accounting.store.periods import EnteredPeriod
from kontor.tenancy.api import get_organisation, unit_of_work

#: Gives the next journal number.
Numbered: TypeAlias = Callable[[], str]


@unit_of_work
def post(
    actor: Actor, draft: EntryDraft, *, through_soft_close: bool = False, numbered: Numbered | None = None
) -> PostedEntry | None:
    """Append ``draft`` to the journal; None when all its lines come to nothing.

    Debits equal credits in the company's currency; what the draft clears and settles is locked first. Whoever may
    post into soft-closed periods says so by ``through_soft_close``; the ledger knows no rights. ``numbered`` gives the
    journal number where a company wants one; it is asked last, and only when something is posted.

    Raises:
        PeriodClosed, NoFiscalPeriod: names the next open date; the date is never moved.
        EntryUnbalanced, EntryLineInvalid, OpenItemUnknown, OpenItemDiffers, SettlementExceedsOpen,
        ClearingExceedsOpen, AccountUnknown.

    Source: F1, F4, F5, F8.
    """
    period = open_period(draft.company_id, draft.date, draft.group, through_soft_close)
    keys = {ClearingKey(line.account_id, line.clears) for line in draft.lines if line.clears is not None}
    clearing = journal.lock_clearing(draft.company_id, keys)
    items = journal.lock_open_items(draft.company_id, {line.settles for line in draft.lines if line.settles})
    lines = resolve(draft, get_organisation(draft.company_id).currency, clearing, items)
    if not lines:
        return None
    number = numbered() if numbered is not None else None
    head = journal.EntryHead(
        id=new_id(),
        company_id=draft.company_id,
        date=draft.date,
        document_date=draft.document_date,
        period_id=period.id,
        group=draft.group,
        text=draft.text,
        number=number,
        source_type=draft.source_type,
        source_document_id=draft.source_document_id,
    )
    opened = journal.append(head, lines)
    return PostedEntry(id=head.id, period=period.code, date=draft.date, lines=lines, open_items=opened, number=number)


def open_period(company_id: UUID, day: dt.date, group: PeriodGroup, through_soft_close: bool = False) -> EnteredPeriod:
    """The period of ``day``, held open for this transaction; refuses with the next open date otherwise (F8)."""
    period = periods.enter(company_id, day, group)
    if period is None:
        raise NoFiscalPeriod(day, periods.next_open_date(company_id, day, group))
    if period.status == "open" or (period.status == "soft_closed" and through_soft_close):
        return period
    raise PeriodClosed(day, period.code, group, period.status, periods.next_open_date(company_id, day, group))
