"""F1, F4, F5: entries, settlements, clearing, reversal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kontor.kernel.errors import ReasonRequired
from kontor.kernel.ids import new_id
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.accounting.contracts import EntryLine, OpenItemDraft
from kontor.ledgers.accounting.errors import (
    ClearingExceedsOpen,
    EntryAlreadyReversed,
    EntryLineInvalid,
    EntryUnbalanced,
    OpenItemDiffers,
    OpenItemUnknown,
    ReversalBlocked,
    SettlementExceedsOpen,
)
from kontor.ledgers.accounting.tests.books import credit, day, debit


def test_a_balanced_entry_is_posted(books):  # F1
    entry = books.post(debit(books["expense"], "100"), credit(books["bank"], "100"), text="Taxi")
    assert entry.period == "2026-03"
    assert (books.balance("expense"), books.balance("bank")) == (100, -100)
    assert books.violations() == []


def test_an_unbalanced_entry_is_refused_with_the_figures(books):  # F1
    with pytest.raises(EntryUnbalanced) as refused:
        books.post(debit(books["expense"], "100"), credit(books["bank"], "99"))
    error = refused.value
    assert (error.debit, error.credit, error.difference, error.currency) == (100, 99, 1, "TWD")
    assert books.balance("bank") == 0


def test_an_entry_of_nothing_posts_nothing(books):  # F1
    assert accounting.post(books.actor, books.draft(debit(books["expense"], "0"), credit(books["bank"], "0"))) is None


@pytest.mark.parametrize(
    "line",
    [
        {"debit": Decimal(-1)},
        {"debit": Decimal(1), "credit": Decimal(1)},
        {"debit": Decimal("NaN")},
        {"clears": "x"},
        {"clears": "x", "quantity": Decimal(1), "debit": Decimal(1)},
        {"opens": "x", "debit": Decimal(1)},
        {"settles": new_id(), "debit": Decimal(1), "opens": "x"},
    ],
)
def test_a_line_says_how_much_in_one_way(books, line):  # F1
    with pytest.raises(EntryLineInvalid):
        books.post(EntryLine(account_id=books["expense"], **line), credit(books["bank"], "1"))


def test_foreign_currency_is_converted_line_by_line_and_the_cent_goes_to_rounding(books):  # F4
    books.post(
        debit(books["expense"], "0.33"),
        debit(books["stock"], "0.33"),
        debit(books["variance"], "0.34"),
        credit(books["bank"], "1.00"),
        currency="USD",
        rate=Decimal("31.05"),
        rounding_account_id=books["rounding"],
    )
    amounts = [books.balance(name) for name in ("expense", "stock", "variance", "bank", "rounding")]
    assert amounts == [Decimal("10.25"), Decimal("10.25"), Decimal("10.56"), Decimal("-31.05"), Decimal("-0.01")]
    assert books.violations() == []


def test_rounding_takes_cents_never_a_mistake(books):  # F1, F4
    with pytest.raises(EntryUnbalanced):
        books.post(
            debit(books["expense"], "1.00"),
            credit(books["bank"], "1.01"),
            currency="USD",
            rate=Decimal("31.05"),
            rounding_account_id=books["rounding"],
        )


def test_a_payment_settles_its_bill(books):  # F5
    item = books.payable("1000")
    books.pay(item, "400")
    (row,) = accounting.open_items(books.actor, books.company_id, kind="payable")
    assert (row.id, row.amount, row.open_amount, row.reference) == (item, -1000, -600, "INV")
    books.pay(item, "600")
    assert accounting.open_items(books.actor, books.company_id) == []
    assert books.violations() == []


def test_paid_twice_is_refused(books):  # R10
    item = books.payable("1000")
    books.pay(item, "1000")
    with pytest.raises(SettlementExceedsOpen) as refused:
        books.pay(item, "1000")
    assert (refused.value.open, refused.value.asked) == (0, 1000)
    assert books.balance("bank") == -1000


def test_a_settlement_is_in_the_items_currency_on_the_items_account(books):  # F5
    item = books.payable("10", currency="USD", rate="30")
    with pytest.raises(OpenItemDiffers):
        books.pay(item, "10")
    with pytest.raises(OpenItemDiffers):
        books.post(debit(books["receivables"], "10", settles=item), credit(books["bank"], "10"), currency="USD")
    with pytest.raises(OpenItemUnknown):
        books.pay(new_id(), "10")


def test_payment_at_another_rate_realises_the_difference(books):  # F4
    item = books.payable("100", currency="USD", rate="32")
    books.pay(item, "60", currency="USD", rate="31")
    assert (books.balance("payables"), books.balance("exchange")) == (-1280, -60)
    books.pay(item, "40", currency="USD", rate="33.5")
    assert (books.balance("payables"), books.balance("exchange")) == (0, 0)
    assert books.balance("bank") == -3200
    assert books.violations() == []


def test_the_last_payment_takes_the_last_cent(books):  # F4, F5
    item = books.payable("3.00", currency="USD", rate="31.3333")
    for _ in range(3):
        books.pay(item, "1.00", currency="USD", rate="31.3333")
    assert books.balance("payables") == 0
    assert books.violations() == []


def test_an_invoice_is_settled_with_a_credit_note(books):  # F5
    bill = books.payable("100", currency="USD", rate="32")
    note = books.post(
        debit(books["payables"], "30", open_item=OpenItemDraft()),
        credit(books["expense"], "30"),
        currency="USD",
        rate=Decimal(31),
    ).open_items[0]
    accounting.settle(books.actor, books.company_id, note, bill, on=day(12), exchange_account_id=books["exchange"])
    (left,) = accounting.open_items(books.actor, books.company_id)
    assert (left.id, left.open_amount, left.open_company_amount) == (bill, -70, -2240)
    assert books.balance("exchange") == -30
    assert books.violations() == []


def test_open_items_of_a_past_day(books):  # F5, F9
    item = books.payable("100", on=day(1))
    books.pay(item, "100", on=day(20))
    assert accounting.open_items(books.actor, books.company_id) == []
    (then,) = accounting.open_items(books.actor, books.company_id, as_of=day(10))
    assert (then.id, then.open_amount) == (item, -100)


def test_goods_received_not_invoiced_returns_to_zero(books):  # B27
    books.receive("line-1", "3", "10.00")
    books.bill("3.50", {"line-1": "1"})
    assert books.balance("grni") == Decimal("-6.67")
    books.bill("9.99", {"line-1": "2"})
    assert books.balance("grni") == 0
    assert books.balance("variance") == Decimal("3.49")
    assert books.violations() == []


def test_what_is_billed_beyond_the_receipt_is_a_variance(books):  # R10, B27
    books.receive("line-1", "2", "10.00")
    books.bill("15.00", {"line-1": "3"})
    assert (books.balance("grni"), books.balance("variance")) == (0, 5)


def test_without_a_line_for_the_difference_more_than_open_is_refused(books):  # R10
    books.receive("line-1", "2", "10.00")
    with pytest.raises(ClearingExceedsOpen) as refused:
        books.post(
            EntryLine(account_id=books["grni"], clears="line-1", quantity=Decimal(3)), credit(books["payables"], "15")
        )
    assert (refused.value.open, refused.value.asked) == (2, 3)


def test_a_receipt_in_foreign_currency_is_billed_at_another_rate(books):  # F4, B27
    books.receive("line-1", "10", "100", currency="USD", rate=Decimal(32))
    books.bill("100", {"line-1": "10"}, currency="USD", rate=Decimal(31))
    assert (books.balance("grni"), books.balance("payables"), books.balance("variance")) == (0, -3100, -100)
    assert books.violations() == []


def test_gain_and_loss_lines_take_the_difference_by_side(books):  # F4
    books.post(
        debit(books["bank"], "100"),
        credit(books["receivables"], "103"),
        EntryLine(account_id=books["sales"], balance="entry", side="credit"),
        EntryLine(account_id=books["exchange"], balance="entry", side="debit"),
    )
    assert (books.balance("exchange"), books.balance("sales")) == (3, 0)


def test_a_balance_per_line_takes_what_its_own_line_leaves(books):  # F3
    first, second = new_id(), new_id()
    books.post(
        debit(books["stock"], "10", source_line_id=first),
        credit(books["grni"], "9", source_line_id=first),
        EntryLine(account_id=books["variance"], balance="line", source_line_id=first, project_id=None),
        debit(books["stock"], "5", source_line_id=second),
        credit(books["grni"], "5", source_line_id=second),
        EntryLine(account_id=books["variance"], balance="line", source_line_id=second),
    )
    assert books.balance("variance") == -1


def test_a_reversal_mirrors_its_original(books):  # F1
    entry = books.post(debit(books["expense"], "100"), credit(books["bank"], "100"))
    accounting.reverse(books.actor, entry.id, day(15), "Wrong account")
    assert (books.balance("expense"), books.balance("bank")) == (0, 0)
    with pytest.raises(EntryAlreadyReversed):
        accounting.reverse(books.actor, entry.id, day(15), "Again")
    assert books.violations() == []


def test_a_reversal_needs_a_reason(books):  # F1
    entry = books.post(debit(books["expense"], "100"), credit(books["bank"], "100"))
    with pytest.raises(ReasonRequired):
        accounting.reverse(books.actor, entry.id, day(15), " ")


def test_reversing_a_payment_opens_the_bill_again(books):  # F1, F5
    item = books.payable("100", currency="USD", rate="32")
    payment = books.pay(item, "100", currency="USD", rate="31")
    accounting.reverse(books.actor, payment.id, day(15), "Bank refused")
    (row,) = accounting.open_items(books.actor, books.company_id)
    assert (row.id, row.open_amount, row.open_company_amount) == (item, -100, -3200)
    assert books.balance("exchange") == 0
    assert books.violations() == []


def test_a_bill_that_was_paid_cannot_be_reversed(books):  # F1, F5
    entry = books.post(debit(books["expense"], "100"), credit(books["payables"], "100", open_item=OpenItemDraft()))
    payment = books.pay(entry.open_items[0], "30")
    with pytest.raises(ReversalBlocked) as refused:
        accounting.reverse(books.actor, entry.id, day(15), "Wrong")
    assert (refused.value.amount, refused.value.open) == (100, 70)
    accounting.reverse(books.actor, payment.id, day(15), "First this")
    accounting.reverse(books.actor, entry.id, day(15), "Then that")
    assert accounting.open_items(books.actor, books.company_id) == []
    assert books.violations() == []


def test_reversing_a_bill_puts_the_goods_back_on_the_waiting_list(books):  # F1, B27
    receipt = books.receive("line-1", "3", "10.00")
    bill = books.bill("12.00", {"line-1": "2"})
    with pytest.raises(ReversalBlocked):
        accounting.reverse(books.actor, receipt.id, day(15), "Wrong")
    accounting.reverse(books.actor, bill.id, day(15), "Wrong")
    assert books.balance("grni") == -10
    accounting.reverse(books.actor, receipt.id, day(15), "Wrong")
    assert books.balance("grni") == 0
    assert books.violations() == []
