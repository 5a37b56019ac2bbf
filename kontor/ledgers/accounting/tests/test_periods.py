"""F8: periods open, close and reopen per group; figures of closed periods come from summaries."""

from __future__ import annotations

import datetime as dt

import pytest

from kontor.kernel.errors import NotFound, ReasonRequired
from kontor.kernel.ids import new_id
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.accounting.errors import (
    FiscalYearOverlaps,
    NoFiscalPeriod,
    PeriodClosed,
    PeriodStepInvalid,
)
from kontor.ledgers.accounting.tests.books import credit, day, debit


def entry(books, amount: str = "10", **facts):
    return books.post(debit(books["expense"], amount), credit(books["bank"], amount), **facts)


def test_a_closed_period_refuses_and_names_the_next_open_date(books):  # F8
    books.close(3)
    books.close(4)
    with pytest.raises(PeriodClosed) as refused:
        entry(books, on=day(31))
    error = refused.value
    assert (error.period, error.group, error.next_open_date) == ("2026-03", "manual", day(1, 5))
    assert "2026-05-01" in error.message("zh-Hant")


def test_groups_close_apart(books):  # F8, B32
    books.close(3, groups=["purchasing"])
    with pytest.raises(PeriodClosed):
        entry(books, group="purchasing")
    entry(books, group="sales")


def test_a_soft_closed_period_lets_named_people_in(books):  # F8
    books.close(3, "soft_closed")
    with pytest.raises(PeriodClosed):
        entry(books)
    draft = books.draft(debit(books["expense"], "10"), credit(books["bank"], "10"))
    assert accounting.post(books.actor, draft, through_soft_close=True) is not None
    books.close(3)
    with pytest.raises(PeriodClosed):
        accounting.post(books.actor, draft, through_soft_close=True)


def test_reopening_needs_a_reason_and_is_kept(books):  # F8
    books.close(3)
    with pytest.raises(ReasonRequired):
        books.close(3, "open")
    books.close(3, "open", reason="Late invoice")
    entry(books)


def test_a_closed_period_is_not_closed_again_nor_softened(books):  # F8
    books.close(3)
    with pytest.raises(PeriodStepInvalid):
        books.close(3)
    with pytest.raises(PeriodStepInvalid):
        books.close(3, "soft_closed")


def test_a_period_of_nobody_is_not_found(books):
    with pytest.raises(NotFound):
        accounting.set_period_status(books.actor, books.company_id, new_id(), "closed")


def test_a_day_outside_every_year_is_refused(books):  # F8
    with pytest.raises(NoFiscalPeriod) as refused:
        entry(books, on=dt.date(2025, 12, 31))
    assert refused.value.next_open_date == day(1, 1)


def test_years_do_not_overlap_and_new_ones_adjoin(books):  # P9
    with pytest.raises(FiscalYearOverlaps):
        accounting.create_fiscal_year(books.actor, books.company_id, dt.date(2026, 7, 1))
    assert accounting.ensure_fiscal_year(books.actor, books.company_id, dt.date(2027, 5, 5))
    assert not accounting.ensure_fiscal_year(books.actor, books.company_id, dt.date(2027, 5, 5))
    assert not accounting.ensure_fiscal_year(books.actor, books.company_id, dt.date(2207, 5, 5))
    assert len(accounting.periods(books.actor, books.company_id)) == 24


def test_the_trial_balance_is_the_same_before_and_after_closing(books):  # F9
    for month in (1, 2, 3):
        entry(books, str(month * 10), on=day(5, month))
    before = accounting.trial_balance(books.actor, books.company_id, day(31), since=day(1))
    books.close(1)
    books.close(2)
    assert accounting.trial_balance(books.actor, books.company_id, day(31), since=day(1)) == before
    row = next(row for row in before if row.account_id == books["expense"])
    assert (row.opening, row.debit, row.credit, row.closing) == (30, 30, 0, 60)
    assert books.violations() == []


def test_reopening_drops_the_summary(books):  # F9
    entry(books, "10", on=day(5, 1))
    books.close(1)
    books.close(1, "open", reason="Correction")
    entry(books, "5", on=day(6, 1))
    (row,) = [
        row
        for row in accounting.trial_balance(books.actor, books.company_id, day(31))
        if row.account_id == books["expense"]
    ]
    assert row.closing == 15
    books.close(1)
    assert books.violations() == []


def test_the_general_ledger_runs_the_balance(books):  # F9
    for number, amount in ((1, "10"), (2, "20"), (3, "30")):
        entry(books, amount, on=day(number))
    rows = accounting.general_ledger(books.actor, books.company_id, books["expense"], since=day(2))
    assert [(row.posting_date, row.debit, row.balance) for row in rows] == [(day(2), 20, 30), (day(3), 30, 60)]


def test_actuals_of_a_project_by_account(books):  # R11
    project = books["project"]
    books.post(debit(books["expense"], "70", project_id=project), credit(books["bank"], "70"))
    entry(books, "30")
    (row,) = accounting.actuals(books.actor, books.company_id, "project", [project])
    assert (row.account_id, row.amount) == (books["expense"], 70)


def test_the_journal_drills_down_to_the_document(books):  # F9
    document = new_id()
    entry(books, "30", source_document_id=document, source_type="expense_claim")
    entry(books, "40")
    rows = accounting.journal(books.actor, books.company_id, source_document_id=document)
    assert [(row.source_type, row.debit, row.credit) for row in rows] == [
        ("expense_claim", 30, 0),
        ("expense_claim", 0, 30),
    ]
