"""The subledgers prove the ledger, and every posted document has its entries (peers A9, B4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from kontor.kernel.proofs import Violation, proof
from kontor.kernel.text import Text
from kontor.ledgers.statements import rows

BALANCES = """
SELECT l.company_id, a.id, a.code, a.control, sum(l.company_debit - l.company_credit)
FROM account a JOIN journal_line l ON l.tenant_id = a.tenant_id AND l.account_id = a.id
WHERE a.tenant_id = %(tenant)s::uuid AND a.control IN ('stock', 'payable', 'receivable', 'clearing')
GROUP BY 1, 2, 3, 4
"""

STOCK_VALUES = "SELECT company_id, sum(value) FROM stock_cost WHERE tenant_id = %(tenant)s::uuid GROUP BY 1"

OPEN_ITEMS = """
SELECT company_id, account_id, sum(open_company_amount) FROM open_item WHERE tenant_id = %(tenant)s::uuid GROUP BY 1, 2
"""

CLEARING_ITEMS = """
SELECT company_id, account_id, sum(open_company_amount) FROM clearing_item
WHERE tenant_id = %(tenant)s::uuid GROUP BY 1, 2
"""

UNRECORDED = """
SELECT 'entry', e.id, e.source_document_id FROM journal_entry e
WHERE e.tenant_id = %(tenant)s::uuid AND e.source_document_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM posting_record p WHERE p.tenant_id = e.tenant_id AND p.document_id = e.source_document_id
    AND (p.entry_id = e.id OR e.id = ANY(p.adjustment_ids)))
UNION ALL
SELECT 'move', m.id, m.source_document_id FROM stock_move m
WHERE m.tenant_id = %(tenant)s::uuid AND m.source_document_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM posting_record p WHERE p.tenant_id = m.tenant_id AND p.document_id = m.source_document_id
    AND m.id = ANY(p.move_ids))
"""

MISSING = """
SELECT p.document_type, p.document_id, p.id,
  p.entry_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM journal_entry e WHERE e.tenant_id = p.tenant_id AND e.id = p.entry_id),
  cardinality(p.move_ids) - (
    SELECT count(*) FROM stock_move m WHERE m.tenant_id = p.tenant_id AND m.source_document_id = p.document_id
      AND m.id = ANY(p.move_ids))
FROM posting_record p WHERE p.tenant_id = %(tenant)s::uuid
"""


@proof(
    "stock_equals_accounts", label=Text(en="Stock value equals the stock accounts", zh_hant="存貨價值等於存貨科目餘額")
)
def stock_equals_accounts(tenant_id: UUID) -> Iterator[Violation]:
    """Per company: what the stock ledger says goods are worth is what the accounts under control «stock» say (S2)."""
    values: dict[UUID, Decimal] = dict(rows(STOCK_VALUES, {"tenant": tenant_id}))
    balances: dict[UUID, Decimal] = {}
    for company_id, _, _, control, balance in rows(BALANCES, {"tenant": tenant_id}):
        if control == "stock":
            balances[company_id] = balances.get(company_id, Decimal(0)) + balance
    for company_id in values.keys() | balances.keys():
        value, balance = values.get(company_id, Decimal(0)), balances.get(company_id, Decimal(0))
        if value != balance:
            yield Violation("STOCK_DIFFERS_FROM_ACCOUNTS", company_id, {"stock": value, "accounts": balance})


@proof("subledgers_equal_accounts", label=Text(en="Subledgers equal their accounts", zh_hant="明細帳等於統制科目"))
def subledgers_equal_accounts(tenant_id: UUID) -> Iterator[Violation]:
    """Payables, receivables and clearing items of every controlled account are its balance (F5, B27)."""
    values = {"tenant": tenant_id}
    items = {
        "clearing": {(company, account): amount for company, account, amount in rows(CLEARING_ITEMS, values)},
        "open": {(company, account): amount for company, account, amount in rows(OPEN_ITEMS, values)},
    }
    for company_id, account_id, code, control, balance in rows(BALANCES, values):
        if control == "stock":
            continue
        amount = items["clearing" if control == "clearing" else "open"].get((company_id, account_id), 0)
        if amount != balance:
            facts = {"company": company_id, "account": code, "items": amount, "balance": balance}
            yield Violation("SUBLEDGER_DIFFERS_FROM_ACCOUNT", account_id, facts)


@proof("documents_are_posted", label=Text(en="Every posting has its entries", zh_hant="每筆過帳皆有分錄與異動"))
def documents_are_posted(tenant_id: UUID) -> Iterator[Violation]:
    """Records of postings, entries and moves name each other; none of the three stands alone (B4)."""
    for kind, record_id, document_id in rows(UNRECORDED, {"tenant": tenant_id}):
        yield Violation("POSTED_WITHOUT_RECORD", record_id, {"kind": kind, "document": document_id})
    for document_type, document_id, posting_id, entry_missing, moves_missing in rows(MISSING, {"tenant": tenant_id}):
        if entry_missing or moves_missing:
            facts = {"type": document_type, "posting": posting_id, "entry": entry_missing, "moves": moves_missing}
            yield Violation("POSTING_WITHOUT_ENTRIES", document_id, facts)
