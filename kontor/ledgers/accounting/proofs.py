"""Promises of the accounting ledger that can be checked at any time (F1, F5, peers B27)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from kontor.kernel.proofs import Violation, proof
from kontor.kernel.text import Text
from kontor.ledgers.accounting.contracts import PERIOD_GROUPS
from kontor.ledgers.statements import rows

UNBALANCED = """
SELECT e.id, sum(l.company_debit), sum(l.company_credit), count(l.id), e.line_count
FROM journal_entry e LEFT JOIN journal_line l ON l.tenant_id = e.tenant_id AND l.entry_id = e.id
WHERE e.tenant_id = %(tenant)s::uuid
GROUP BY e.id, e.line_count
HAVING coalesce(sum(l.company_debit), 0) <> coalesce(sum(l.company_credit), 0) OR count(l.id) <> e.line_count
"""

NO_MIRROR = """
SELECT r.id, r.reverses_id, l.account_id
FROM journal_entry r
JOIN journal_line l ON l.tenant_id = r.tenant_id AND l.entry_id IN (r.id, r.reverses_id)
WHERE r.tenant_id = %(tenant)s::uuid AND r.reverses_id IS NOT NULL
GROUP BY r.id, r.reverses_id, l.account_id, l.currency, l.partner_id, l.project_id
HAVING sum(l.debit - l.credit) <> 0 OR sum(l.company_debit - l.company_credit) <> 0
"""

# A control account is one that ever had an open (or clearing) item: every line on it must belong to one.
OPEN_ITEMS = """
SELECT o.id, o.open_amount, coalesce(l.amount, 0), o.open_company_amount, coalesce(l.company_amount, 0)
FROM open_item o LEFT JOIN (
  SELECT open_item_id, sum(debit - credit) AS amount, sum(company_debit - company_credit) AS company_amount
  FROM journal_line WHERE tenant_id = %(tenant)s::uuid AND open_item_id IS NOT NULL GROUP BY open_item_id
) l ON l.open_item_id = o.id
WHERE o.tenant_id = %(tenant)s::uuid
  AND (o.open_amount <> coalesce(l.amount, 0) OR o.open_company_amount <> coalesce(l.company_amount, 0))
"""

CONTROL = """
SELECT i.company_id, i.account_id, i.open, coalesce(b.balance, 0)
FROM (SELECT company_id, account_id, sum(open_company_amount) AS open FROM {items}
      WHERE tenant_id = %(tenant)s::uuid GROUP BY 1, 2) i
LEFT JOIN (SELECT company_id, account_id, sum(company_debit - company_credit) AS balance FROM journal_line
           WHERE tenant_id = %(tenant)s::uuid GROUP BY 1, 2) b
  ON b.company_id = i.company_id AND b.account_id = i.account_id
WHERE i.open <> coalesce(b.balance, 0)
"""

CLEARING = """
SELECT c.id, c.key, c.open_quantity, coalesce(l.quantity, 0), c.open_company_amount, coalesce(l.company_amount, 0)
FROM clearing_item c LEFT JOIN (
  SELECT clearing_item_id, sum(clearing_quantity) AS quantity, sum(company_debit - company_credit) AS company_amount
  FROM journal_line WHERE tenant_id = %(tenant)s::uuid AND clearing_item_id IS NOT NULL GROUP BY clearing_item_id
) l ON l.clearing_item_id = c.id
WHERE c.tenant_id = %(tenant)s::uuid
  AND (c.open_quantity <> coalesce(l.quantity, 0) OR c.open_company_amount <> coalesce(l.company_amount, 0))
"""

SUMMARIES = """
SELECT p.code, coalesce(s.account_id, l.account_id)
FROM (SELECT DISTINCT period_id FROM period_summary WHERE tenant_id = %(tenant)s::uuid) built
JOIN fiscal_period p ON p.tenant_id = %(tenant)s::uuid AND p.id = built.period_id
CROSS JOIN LATERAL (
  SELECT account_id, sum(company_debit) AS debit, sum(company_credit) AS credit FROM journal_line j
  WHERE j.tenant_id = p.tenant_id AND j.company_id = p.company_id
    AND j.posting_date BETWEEN p.start_date AND p.end_date GROUP BY account_id
) l
LEFT JOIN period_summary s ON s.tenant_id = p.tenant_id AND s.period_id = p.id AND s.account_id = l.account_id
WHERE s.debit IS DISTINCT FROM l.debit OR s.credit IS DISTINCT FROM l.credit
"""

CLOSED_WITHOUT_SUMMARY = """
SELECT p.code FROM fiscal_period p
WHERE p.tenant_id = %(tenant)s::uuid
  AND (SELECT count(*) FROM period_state s WHERE s.tenant_id = p.tenant_id AND s.period_id = p.id
       AND s.status = 'closed') = %(groups)s::int
  AND NOT EXISTS (SELECT 1 FROM period_summary s WHERE s.tenant_id = p.tenant_id AND s.period_id = p.id)
  AND EXISTS (SELECT 1 FROM journal_line j WHERE j.tenant_id = p.tenant_id AND j.company_id = p.company_id
              AND j.posting_date BETWEEN p.start_date AND p.end_date)
"""


@proof("journal_balanced", label=Text(en="Debits equal credits", zh_hant="借貸平衡"))
def debits_equal_credits(tenant_id: UUID) -> Iterator[Violation]:
    """Every entry is complete and balanced in its company's currency."""
    for entry_id, debit, credit, lines, expected in rows(UNBALANCED, {"tenant": tenant_id}):
        facts = {"debit": debit, "credit": credit, "lines": lines, "expected": expected}
        yield Violation("GL_UNBALANCED", entry_id, facts)


@proof("journal_reversals", label=Text(en="Reversals mirror their original", zh_hant="沖銷分錄與原分錄鏡像相符"))
def reversals_mirror_originals(tenant_id: UUID) -> Iterator[Violation]:
    """An entry and its reversal leave nothing behind, per account, currency, partner and project."""
    for entry_id, original_id, account_id in rows(NO_MIRROR, {"tenant": tenant_id}):
        yield Violation("GL_REVERSAL_IS_NO_MIRROR", entry_id, {"reverses": original_id, "account": account_id})


@proof(
    "open_items",
    label=Text(en="Receivables and payables equal their control accounts", zh_hant="應收應付明細等於統制帳戶"),
)
def open_items_equal_control_accounts(tenant_id: UUID) -> Iterator[Violation]:
    """Each open item is the sum of its lines, and all of an account's items are its balance."""
    for item_id, open_amount, amount, open_company, company in rows(OPEN_ITEMS, {"tenant": tenant_id}):
        facts = {"open": open_amount, "lines": amount, "open_company": open_company, "lines_company": company}
        yield Violation("OPEN_ITEM_DIFFERS_FROM_LINES", item_id, facts)
    yield from _control("OPEN_ITEMS_DIFFER_FROM_ACCOUNT", "open_item", tenant_id)


@proof("clearing_items", label=Text(en="Clearing items equal their account", zh_hant="暫估明細等於科目餘額"))
def clearing_items_equal_accounts(tenant_id: UUID) -> Iterator[Violation]:
    """Each clearing item is the sum of its lines, and all of an account's items are its balance."""
    for item_id, key, quantity, moved, open_company, company in rows(CLEARING, {"tenant": tenant_id}):
        facts = {"key": key, "quantity": quantity, "lines": moved, "open": open_company, "lines_company": company}
        yield Violation("CLEARING_ITEM_DIFFERS_FROM_LINES", item_id, facts)
    yield from _control("CLEARING_DIFFERS_FROM_ACCOUNT", "clearing_item", tenant_id)


@proof("period_summaries", label=Text(en="Period summaries equal the journal", zh_hant="期間彙總等於日記帳"))
def summaries_equal_journal(tenant_id: UUID) -> Iterator[Violation]:
    """A closed period's summary is the sum of its lines, and every closed period with lines has one."""
    for period, account_id in rows(SUMMARIES, {"tenant": tenant_id}):
        yield Violation("PERIOD_SUMMARY_DIFFERS", period, {"account": account_id})
    for (period,) in rows(CLOSED_WITHOUT_SUMMARY, {"tenant": tenant_id, "groups": len(PERIOD_GROUPS)}):
        yield Violation("PERIOD_SUMMARY_MISSING", period)


def _control(code: str, items: str, tenant_id: UUID) -> Iterator[Violation]:
    for company_id, account_id, open_amount, balance in rows(CONTROL.format(items=items), {"tenant": tenant_id}):
        facts = {"company": company_id, "items": open_amount, "balance": balance}
        yield Violation(code, account_id, facts)
