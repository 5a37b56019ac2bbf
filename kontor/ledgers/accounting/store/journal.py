"""Lock clearing and open items, and append an entry with everything that follows from it in one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from kontor.kernel.clock import current_clock
from kontor.kernel.ids import new_id
from kontor.ledgers.accounting.contracts import ZERO, ClearingKey, ClearingState, OpenItemState, ResolvedLine
from kontor.ledgers.accounting.errors import AccountUnknown, EntryAlreadyReversed
from kontor.ledgers.statements import records, rows, run
from kontor.tenancy.context import current

LOCK_CLEARING = """
SELECT c.account_id, c.key, c.id, c.currency, c.open_quantity, c.open_amount, c.open_company_amount
FROM jsonb_to_recordset(%(keys)s::jsonb) AS k(account_id uuid, key text)
JOIN clearing_item c ON c.tenant_id = %(tenant)s::uuid AND c.company_id = %(company)s::uuid
  AND c.account_id = k.account_id AND c.key = k.key
ORDER BY c.account_id, c.key
FOR UPDATE OF c
"""

LOCK_OPEN_ITEMS = """
SELECT id, account_id, currency, open_amount, open_company_amount, partner_id
FROM open_item
WHERE tenant_id = %(tenant)s::uuid AND company_id = %(company)s::uuid AND id = ANY(%(ids)s::uuid[])
ORDER BY id
FOR UPDATE
"""

# Clearing items are opened and reduced by the same upsert: the row is made or locked, and its id comes back.
APPEND = """
WITH given AS (
  SELECT * FROM jsonb_to_recordset(%(lines)s::jsonb) AS l(id uuid, line_no int, account_id uuid, currency text,
    rate numeric, amount numeric, company_amount numeric, partner_id uuid, project_id uuid, cost_centre_id uuid,
    item_id uuid, text text, source_line_id uuid, clearing_key text, clearing_quantity numeric, open_item_id uuid)
), entry AS (
  INSERT INTO journal_entry (id, tenant_id, company_id, number, posting_date, document_date, period_id, period_group,
    text, line_count, reverses_id, source_type, source_document_id, posted_at, posted_by, correlation_id)
  VALUES (%(entry)s::uuid, %(tenant)s::uuid, %(company)s::uuid, %(number)s::text, %(date)s::date,
    %(document_date)s::date, %(period)s::uuid, %(group)s::text, %(text)s::text, %(count)s::int, %(reverses)s::uuid,
    %(source_type)s::text, %(source_document)s::uuid, %(now)s::timestamptz, %(user)s::uuid, %(correlation)s::uuid)
), opened AS (
  INSERT INTO open_item (id, tenant_id, company_id, account_id, partner_id, currency, amount, company_amount,
    open_amount, open_company_amount, is_open, posting_date, document_date, due_date, reference, entry_id, source_type,
    source_document_id)
  SELECT o.id, %(tenant)s::uuid, %(company)s::uuid, o.account_id, o.partner_id, o.currency, o.amount, o.company_amount,
    o.amount, o.company_amount, true, %(date)s::date, %(document_date)s::date, o.due_date, o.reference,
    %(entry)s::uuid, %(source_type)s::text, %(source_document)s::uuid
  FROM jsonb_to_recordset(%(opened)s::jsonb) AS o(id uuid, account_id uuid, partner_id uuid, currency text,
    amount numeric, company_amount numeric, due_date date, reference text)
), settled AS (
  UPDATE open_item o SET open_amount = o.open_amount + s.amount,
    open_company_amount = o.open_company_amount + s.company_amount, is_open = o.open_amount + s.amount <> 0
  FROM (SELECT open_item_id, sum(amount) AS amount, sum(company_amount) AS company_amount
        FROM jsonb_to_recordset(%(settled)s::jsonb) AS x(open_item_id uuid, amount numeric, company_amount numeric)
        GROUP BY open_item_id) s
  WHERE o.tenant_id = %(tenant)s::uuid AND o.id = s.open_item_id
), cleared AS (
  INSERT INTO clearing_item AS c (id, tenant_id, company_id, account_id, key, currency, open_quantity, open_amount,
    open_company_amount, opened_on)
  SELECT min(k.id::text)::uuid, %(tenant)s::uuid, %(company)s::uuid, k.account_id, k.key, min(k.currency),
    sum(k.quantity), sum(k.amount), sum(k.company_amount), %(date)s::date
  FROM jsonb_to_recordset(%(clearing)s::jsonb) AS k(id uuid, account_id uuid, key text, currency text,
    quantity numeric, amount numeric, company_amount numeric)
  GROUP BY k.account_id, k.key
  ORDER BY k.account_id, k.key
  ON CONFLICT (tenant_id, company_id, account_id, key) DO UPDATE SET
    open_quantity = c.open_quantity + excluded.open_quantity,
    open_amount = c.open_amount + excluded.open_amount,
    open_company_amount = c.open_company_amount + excluded.open_company_amount
  RETURNING c.id, c.account_id, c.key
)
INSERT INTO journal_line (id, tenant_id, entry_id, line_no, company_id, posting_date, account_id, currency, rate, debit,
  credit, company_debit, company_credit, partner_id, project_id, cost_centre_id, item_id, text, source_line_id,
  open_item_id, clearing_item_id, clearing_quantity)
SELECT g.id, %(tenant)s::uuid, %(entry)s::uuid, g.line_no, %(company)s::uuid, %(date)s::date, g.account_id, g.currency,
  g.rate, greatest(g.amount, 0), greatest(-g.amount, 0), greatest(g.company_amount, 0), greatest(-g.company_amount, 0),
  g.partner_id, g.project_id, g.cost_centre_id, g.item_id, g.text, g.source_line_id, g.open_item_id, c.id,
  g.clearing_quantity
FROM given g LEFT JOIN cleared c ON c.account_id = g.account_id AND c.key = g.clearing_key
ORDER BY g.line_no
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryHead:
    """What an entry says besides its lines."""

    id: UUID
    company_id: UUID
    date: dt.date
    document_date: dt.date | None
    period_id: UUID
    group: str
    text: str = ""
    number: str | None = None
    reverses: UUID | None = None
    source_type: str = ""
    source_document_id: UUID | None = None


def lock_clearing(company_id: UUID, keys: Collection[ClearingKey]) -> dict[ClearingKey, ClearingState]:
    """What is open under these keys, locked by account and key; keys never opened are missing."""
    if not keys:
        return {}
    asked = records(key._asdict() for key in keys)
    found = rows(LOCK_CLEARING, {"tenant": current().tenant_id, "company": company_id, "keys": asked})
    return {
        ClearingKey(account, key): ClearingState(
            id=row_id, currency=currency, open_quantity=quantity, open_amount=amount, open_company_amount=company
        )
        for account, key, row_id, currency, quantity, amount, company in found
    }


def lock_open_items(company_id: UUID, ids: Collection[UUID]) -> dict[UUID, OpenItemState]:
    """Open items by id, locked in the order of their ids."""
    if not ids:
        return {}
    found = rows(LOCK_OPEN_ITEMS, {"tenant": current().tenant_id, "company": company_id, "ids": list(ids)})
    return {
        item_id: OpenItemState(
            id=item_id,
            account_id=account,
            currency=currency,
            open_amount=amount,
            open_company_amount=company,
            partner_id=partner,
        )
        for item_id, account, currency, amount, company, partner in found
    }


def append(head: EntryHead, lines: Sequence[ResolvedLine]) -> tuple[UUID, ...]:
    """Write entry, lines, open items and clearing items; returns the ids of the open items it opened.

    Raises:
        AccountUnknown: a line names an account, partner or other record this tenant does not have.
        EntryAlreadyReversed: somebody reversed the same entry a moment before.
    """
    work = current()
    opened = {at: new_id() for at, line in enumerate(lines) if line.open_item is not None}
    values = {
        "tenant": work.tenant_id,
        "user": work.actor.user_id,
        "correlation": work.correlation_id,
        "now": current_clock().now(),
        "entry": head.id,
        "company": head.company_id,
        "number": head.number,
        "date": head.date,
        "document_date": head.document_date,
        "period": head.period_id,
        "group": head.group,
        "text": head.text,
        "count": len(lines),
        "reverses": head.reverses,
        "source_type": head.source_type,
        "source_document": head.source_document_id,
        "lines": records(_lines(lines, opened)),
        "opened": records(_opened(lines, opened)),
        "settled": records(_settled(lines)),
        "clearing": records(_clearing(lines)),
    }
    try:
        run(APPEND, values)
    except IntegrityError as error:
        raise _refusal(error, head) from error
    return tuple(opened.values())


def _lines(lines: Sequence[ResolvedLine], opened: dict[int, UUID]) -> Iterator[dict[str, Any]]:
    for at, line in enumerate(lines):
        yield {
            "id": new_id(),
            "line_no": at + 1,
            "account_id": line.account_id,
            "currency": line.currency,
            "rate": line.rate,
            "amount": line.amount,
            "company_amount": line.company_amount,
            "partner_id": line.partner_id,
            "project_id": line.project_id,
            "cost_centre_id": line.cost_centre_id,
            "item_id": line.item_id,
            "text": line.text,
            "source_line_id": line.source_line_id,
            "clearing_key": line.clearing_key,
            "clearing_quantity": line.clearing_quantity,
            "open_item_id": opened.get(at, line.settles),
        }


def _opened(lines: Sequence[ResolvedLine], opened: dict[int, UUID]) -> Iterator[dict[str, Any]]:
    for at, item_id in opened.items():
        line, item = lines[at], lines[at].open_item
        assert item is not None
        yield {
            "id": item_id,
            "account_id": line.account_id,
            "partner_id": line.partner_id,
            "currency": line.currency,
            "amount": line.amount,
            "company_amount": line.company_amount,
            "due_date": item.due_date,
            "reference": item.reference,
        }


def _settled(lines: Sequence[ResolvedLine]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.settles is not None:
            yield {"open_item_id": line.settles, "amount": line.amount, "company_amount": line.company_amount}


def _clearing(lines: Sequence[ResolvedLine]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.clearing_key is not None and line.clearing_quantity != ZERO:
            yield {
                "id": new_id(),
                "account_id": line.account_id,
                "key": line.clearing_key,
                "currency": line.currency,
                "quantity": line.clearing_quantity,
                "amount": line.amount,
                "company_amount": line.company_amount,
            }


def _refusal(error: IntegrityError, head: EntryHead) -> Exception:
    """Foreign keys and the one-reversal rule as refusals of our own; anything else is a broken promise."""
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = (diagnosis.constraint_name if diagnosis else None) or ""
    if constraint == "journal_entry_reversed_once" and head.reverses is not None:
        return EntryAlreadyReversed(head.reverses, None)
    if constraint.endswith("_in_tenant"):
        return AccountUnknown(constraint.removeprefix("journal_line_").removesuffix("_id_in_tenant"))
    return error
