"""Reverse an entry by its mirror image."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound, ReasonRequired
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.ledgers.accounting.contracts import ClearingKey, PostedEntry, ResolvedLine
from kontor.ledgers.accounting.errors import EntryAlreadyReversed, ReversalBlocked
from kontor.ledgers.accounting.services.post import Numbered, open_period
from kontor.ledgers.accounting.store import journal
from kontor.ledgers.statements import rows
from kontor.tenancy.api import unit_of_work
from kontor.tenancy.context import current

ENTRY = """
SELECT e.company_id, e.period_group, e.document_date, e.source_type, e.source_document_id,
  (SELECT r.id FROM journal_entry r WHERE r.tenant_id = e.tenant_id AND r.reverses_id = e.id)
FROM journal_entry e WHERE e.tenant_id = %(tenant)s::uuid AND e.id = %(entry)s::uuid
"""

LINES = """
SELECT l.account_id, l.currency, l.rate, l.debit - l.credit AS amount,
  l.company_debit - l.company_credit AS company_amount,
  l.partner_id, l.project_id, l.cost_centre_id, l.item_id, l.text, l.source_line_id, c.key AS clearing_key,
  l.clearing_quantity, l.open_item_id AS settles, o.entry_id = l.entry_id AS is_opened
FROM journal_line l
LEFT JOIN open_item o ON o.tenant_id = l.tenant_id AND o.id = l.open_item_id
LEFT JOIN clearing_item c ON c.tenant_id = l.tenant_id AND c.id = l.clearing_item_id
WHERE l.tenant_id = %(tenant)s::uuid AND l.entry_id = %(entry)s::uuid
ORDER BY l.line_no
"""

_ENTRY = Text(en="journal entry", zh_hant="會計分錄")
_LINE_FIELDS = (
    "account_id", "currency", "rate", "amount", "company_amount", "partner_id", "project_id", "cost_centre_id",
    "item_id", "text", "source_line_id", "clearing_key", "clearing_quantity", "settles",
)  # fmt: skip


@unit_of_work
def reverse(
    actor: Actor,
    entry_id: UUID,
    on: dt.date,
    reason: str,
    *,
    through_soft_close: bool = False,
    numbered: Numbered | None = None,
) -> PostedEntry:
    """Cancel the effect of an entry by posting its mirror image on ``on``.

    The original stays; the mirror names it. Amounts keep currency and rate, so the pair nets to exactly zero in every
    currency. What the entry settled or cleared is open again; what it opened is closed, if nobody has used it yet.

    Raises:
        NotFound, ReasonRequired.
        EntryAlreadyReversed: names the mirror image.
        ReversalBlocked: something the entry opened was settled or cleared since.
        PeriodClosed, NoFiscalPeriod: no open period holds ``on``.

    Source: F1.
    """
    if not reason.strip():
        raise ReasonRequired
    values = {"tenant": current().tenant_id, "entry": entry_id}
    found = rows(ENTRY, values)
    if not found:
        raise NotFound(kind_of=_ENTRY, key=str(entry_id))
    company_id, group, document_date, source_type, source_id, reversed_by = found[0]
    if reversed_by is not None:
        raise EntryAlreadyReversed(entry_id, reversed_by)
    period = open_period(company_id, on, group, through_soft_close)
    lines = rows(LINES, values)
    mirrored = tuple(_mirror(dict(zip(_LINE_FIELDS, line, strict=False))) for line in lines)
    _ensure_untouched(company_id, mirrored, opened={at for at, line in enumerate(lines) if line[-1]})
    head = journal.EntryHead(
        id=new_id(),
        company_id=company_id,
        date=on,
        document_date=document_date,
        period_id=period.id,
        group=group,
        text=reason,
        number=numbered() if numbered is not None else None,
        reverses=entry_id,
        source_type=source_type,
        source_document_id=source_id,
    )
    journal.append(head, mirrored)
    return PostedEntry(id=head.id, period=period.code, date=on, lines=mirrored, number=head.number)


def _mirror(line: dict[str, Any]) -> ResolvedLine:
    original = ResolvedLine(**line)
    return dataclasses.replace(
        original,
        amount=-original.amount,
        company_amount=-original.company_amount,
        clearing_quantity=-original.clearing_quantity,
    )


def _ensure_untouched(company_id: UUID, lines: tuple[ResolvedLine, ...], opened: set[int]) -> None:
    """Under lock: an open or clearing item must still hold what the mirror takes out of it."""
    items = journal.lock_open_items(company_id, {line.settles for line in lines if line.settles})
    keys = {ClearingKey(line.account_id, line.clearing_key) for line in lines if line.clearing_key is not None}
    clearing = journal.lock_clearing(company_id, keys)
    for at, line in enumerate(lines):
        if line.settles is not None and at in opened:
            held = items[line.settles]
            if (held.open_amount, held.open_company_amount) != (-line.amount, -line.company_amount):
                raise ReversalBlocked(at + 1, abs(line.amount), abs(held.open_amount))
        if line.clearing_key is not None and line.clearing_quantity < 0:
            state = clearing[ClearingKey(line.account_id, line.clearing_key)]
            rest = state.open_quantity + line.clearing_quantity
            if rest < 0 or (rest == 0 and state.open_company_amount != -line.company_amount):
                raise ReversalBlocked(at + 1, -line.clearing_quantity, state.open_quantity)
