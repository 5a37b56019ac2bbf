"""F1: the database keeps the ledger's promises by itself, whoever asks."""

from __future__ import annotations

import pytest

from kontor.kernel.ids import new_id
from kontor.ledgers.accounting.tests.books import credit, day, debit
from kontor.ledgers.tests.database import ROLES, behind, refused

ENTRY = """
INSERT INTO journal_entry (id, tenant_id, company_id, posting_date, period_id, period_group, text, line_count,
  source_type, posted_at, posted_by)
VALUES (%(entry)s, %(tenant)s, %(company)s, %(day)s, %(period)s, 'manual', '', 2, '', now(), %(user)s)
"""
LINE = """
INSERT INTO journal_line (id, tenant_id, entry_id, line_no, company_id, posting_date, account_id, currency, rate, debit,
  credit, company_debit, company_credit, text, clearing_quantity)
VALUES (%(line)s, %(tenant)s, %(entry)s, %(number)s, %(company)s, %(day)s, %(account)s, 'TWD', 1, %(debit)s, %(credit)s,
  %(debit)s, %(credit)s, '', 0)
"""


@pytest.fixture
def facts(books):
    return {
        "tenant": books.actor.tenant_id,
        "company": books.company_id,
        "day": day(10),
        "period": books.period(3),
        "user": books.actor.user_id,
        "entry": new_id(),
        "account": books["bank"],
    }


def line(facts, number, debit, credit, **changes):
    values = {**facts, "line": new_id(), "number": number, "debit": debit, "credit": credit, **changes}
    return LINE, values


@pytest.mark.parametrize("role", ROLES)
class TestRefusals:
    def post(self, books):
        return books.post(debit(books["expense"], "100"), credit(books["bank"], "100"))

    def test_an_unbalanced_entry(self, books, facts, role):
        statement = f"WITH e AS ({ENTRY} RETURNING id), a AS ({LINE}) {LINE.replace('(line)', '(second)')}"
        statement = statement.replace(
            "%(second)s, %(tenant)s, %(entry)s, %(number)s", "%(second)s, %(tenant)s, %(entry)s, 2"
        )
        values = {**facts, "line": new_id(), "second": new_id(), "number": 1, "debit": 100, "credit": 0}
        assert "not balanced" in refused(role, books.actor.tenant_id, statement, **values)

    def test_an_entry_without_lines(self, books, facts, role):
        assert "0 of 2 lines" in refused(role, books.actor.tenant_id, ENTRY, **facts)

    def test_a_line_added_to_a_finished_entry(self, books, facts, role):
        entry = self.post(books)
        statement, values = line({**facts, "entry": entry.id}, 3, 0, 0)
        assert "do not belong" in refused(role, books.actor.tenant_id, statement, **values)
        statement, values = line({**facts, "entry": entry.id}, 2, 5, 0)
        assert "journal_line_once" in refused(role, books.actor.tenant_id, statement, **values)

    @pytest.mark.parametrize("table", ["journal_entry", "journal_line", "period_change"])
    @pytest.mark.parametrize("change", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
    def test_a_changed_or_deleted_entry(self, books, role, table, change):
        self.post(books)
        words = refused(role, books.actor.tenant_id, change.format(table))
        assert "append-only" in words or "permission denied" in words

    def test_an_entry_in_a_closed_period(self, books, facts, role):
        books.close(3)
        assert "is closed" in refused(role, books.actor.tenant_id, ENTRY, **facts)

    def test_an_entry_outside_its_period(self, books, facts, role):
        assert "is closed" in refused(role, books.actor.tenant_id, ENTRY, **{**facts, "day": day(1, 4)})

    def test_a_line_on_both_sides_or_below_zero(self, books, facts, role):
        entry = self.post(books)
        for debited, credited in ((5, 5), (-5, 0)):
            statement, values = line({**facts, "entry": entry.id}, 3, debited, credited)
            assert "journal_line_" in refused(role, books.actor.tenant_id, statement, **values)

    def test_an_open_item_settled_beyond_its_amount(self, books, role):
        item = books.payable("100")
        statement = "UPDATE open_item SET open_amount = 5 WHERE id = %(item)s"
        assert "open_item_never_over_settled" in refused(role, books.actor.tenant_id, statement, item=item)

    def test_a_clearing_item_with_a_cent_but_no_quantity(self, books, role):
        books.receive("line-1", "3", "10.00")
        statement = "UPDATE clearing_item SET open_quantity = 0, open_company_amount = -0.01"
        assert "ends_at_exactly_zero" in refused(role, books.actor.tenant_id, statement)

    def test_another_tenants_account(self, books, facts, role):
        entry = self.post(books)
        statement, values = line({**facts, "entry": entry.id, "account": new_id()}, 3, 0, 0)
        assert refused(role, books.actor.tenant_id, statement, **values)


def test_proofs_find_what_a_tampered_running_figure_says(books):  # C9
    books.payable("100")
    behind("default", books.actor.tenant_id, "UPDATE open_item SET open_amount = -99")
    assert {each.code for each in books.violations()} == {"OPEN_ITEM_DIFFERS_FROM_LINES"}


def test_proofs_find_a_line_on_a_control_account_without_an_item(books):  # A9
    books.payable("100")
    books.post(debit(books["payables"], "7"), credit(books["bank"], "7"))
    assert [each.code for each in books.violations()] == ["OPEN_ITEMS_DIFFER_FROM_ACCOUNT"]
