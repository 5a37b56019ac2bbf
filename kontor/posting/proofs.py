"""The subledgers prove the ledger, and every posted document has its entries (peers A9, B4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from kontor.kernel.proofs import Violation, proof
from kontor.kernel.text import Text
from kontor.ledgers.statements import records, rows
from kontor.packaging import api as packaging
from kontor.packaging.model import CompiledAction, CompiledWorkflow
from kontor.tenancy.context import current

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

# In these states a document was posted: see ``posted_states``.
UNPOSTED = """
SELECT d.type_code, d.id, d.number, d.state
FROM jsonb_to_recordset(%(states)s::jsonb) AS s(type_code text, state text)
JOIN document d ON d.tenant_id = %(tenant)s::uuid AND d.type_code = s.type_code AND d.state = s.state
WHERE d.deleted_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM posting_record p WHERE p.tenant_id = d.tenant_id AND p.document_id = d.id)
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
    """A document that took the step that posts has a record; record, entries and moves name each other (B4)."""
    asked = {"tenant": tenant_id, "states": records(_states_of_all())}
    for document_type, document_id, number, state in rows(UNPOSTED, asked):
        facts = {"type": document_type, "number": number, "state": state}
        yield Violation("DOCUMENT_NOT_POSTED", document_id, facts)
    for kind, record_id, document_id in rows(UNRECORDED, {"tenant": tenant_id}):
        yield Violation("POSTED_WITHOUT_RECORD", record_id, {"kind": kind, "document": document_id})
    for document_type, document_id, posting_id, entry_missing, moves_missing in rows(MISSING, {"tenant": tenant_id}):
        if entry_missing or moves_missing:
            facts = {"type": document_type, "posting": posting_id, "entry": entry_missing, "moves": moves_missing}
            yield Violation("POSTING_WITHOUT_ENTRIES", document_id, facts)


def _states_of_all() -> Iterator[dict[str, str]]:
    """Type and state of everything that must have been posted, by the tenant's present configuration."""
    work = current()
    if work.config_version_id is None:
        return
    for code, document in packaging.current(work.tenant_id).documents.items():
        yield from ({"type_code": code, "state": state} for state in posted_states(document.workflow))


def posted_states(workflow: CompiledWorkflow) -> frozenset[str]:
    """States that are reached only through an action that posts, or from another such state.

    Everything a posting action leads to, and what follows it, less the states that another way leads into.
    """
    steps = [
        *((start, each.to, _posts(each)) for each in workflow.actions.values() for start in each.from_ if each.to),
        *((start, each.to, False) for each in workflow.automatic for start in each.from_),
    ]
    posted = set(workflow.states) - {workflow.initial}
    while True:
        mixed = {to for start, to, posts in steps if to in posted and not posts and start not in posted}
        idle = {state for state in posted if not any(to == state for _, to, _ in steps)}
        if not mixed | idle:
            return frozenset(posted)
        posted -= mixed | idle


def _posts(action: CompiledAction) -> bool:
    return any(use.effect == "post" and use.when is None for use in action.effects)
