"""F5, F8, R10: many at once, on real connections with real commits."""

from __future__ import annotations

from kontor.ledgers.accounting.errors import PeriodClosed, SettlementExceedsOpen
from kontor.ledgers.accounting.tests.books import credit, debit
from kontor.testing.parallel import run_parallel


def test_a_bill_paid_twenty_times_at_once_is_paid_once(books):  # R10
    item = books.payable("100")
    outcomes = run_parallel([lambda: books.pay(item, "100") for _ in range(20)], threads=8)
    assert [
        each for each in outcomes if isinstance(each, Exception) and not isinstance(each, SettlementExceedsOpen)
    ] == []
    assert sum(1 for each in outcomes if not isinstance(each, Exception)) == 1
    assert books.balance("payables") == 0
    assert books.violations() == []


def test_many_invoices_clearing_the_same_receipt_end_at_zero(books):  # B27
    books.receive("line-1", "30", "100.00")
    outcomes = run_parallel([lambda: books.bill("3.50", {"line-1": "1"}) for _ in range(30)], threads=8)
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert books.balance("grni") == 0
    assert books.violations() == []


def test_nothing_slips_into_a_period_that_closes_meanwhile(books):  # F8
    def entry():
        return books.post(debit(books["expense"], "1"), credit(books["bank"], "1"))

    def close():
        return books.close(3)

    outcomes = run_parallel([entry] * 20 + [close] + [entry] * 40, threads=8)
    assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, PeriodClosed)] == []
    posted = sum(1 for at, each in enumerate(outcomes) if at != 20 and not isinstance(each, Exception))
    assert books.balance("expense") == posted
    assert books.violations() == []
