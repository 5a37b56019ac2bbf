"""F3, F4, B27: what documents mean for both ledgers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kontor.documents import api as documents
from kontor.kernel.errors import DomainError
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.accounting.contracts import EntryDraft, EntryLine
from kontor.ledgers.stock import api as stock
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.posting import api as posting
from kontor.posting.determination import Question, determine
from kontor.posting.errors import AccountNotDetermined, AlreadyPosted, NotPostable
from kontor.posting.tests.depot import day
from kontor.tenancy.api import working

STOCK, GRNI, PAYABLES, VARIANCE, TAX, BANK, EXPENSE = "1211", "2147", "2141", "5131", "1268", "1103", "6128"


def refusal(code):
    """The next call is refused with this code."""
    return pytest.raises(DomainError, check=lambda error: error.code == code)


def test_a_delivery_enters_stock_and_waits_for_its_bill(depot):  # F3
    delivery = depot.deliver("BOLT", "10", "2.5", partner=str(depot.ids["ACME"]))
    assert (depot.balance(STOCK), depot.balance(GRNI)) == (25, -25)
    (row,) = stock.balances(depot.actor)
    assert (row.on_hand, row.location_id) == (10, depot.ids["BIN"])
    (record,) = posting.postings_of(depot.actor, delivery.id)
    assert (record.profile, record.action, record.posting_date, record.move_count) == ("delivery", "post", day(10), 1)
    lines = accounting.journal(depot.actor, depot.company_id, source_document_id=delivery.id)
    assert {line.source_type for line in lines} == {"delivery"}
    assert {line.document_date for line in lines} == {day(9)}
    assert depot.violations() == []


def test_stock_is_posted_on_the_account_of_the_items_category(depot):  # F3
    depot.record("account", "1219X", kind="asset", control="stock")
    depot.record("item_category", "GOODS", stock_account=str(depot.ids["1219X"]))
    depot.record("sku", "TOY", unit="pcs", category=str(depot.ids["GOODS"]))
    depot.deliver("TOY", "1", "100")
    depot.deliver("BOLT", "1", "7")
    assert (depot.balance("1219X"), depot.balance(STOCK)) == (100, 7)
    assert depot.violations() == []


def test_the_tenants_own_account_wins_over_the_packs(depot):  # F3
    own = depot.record("account", "2149X", kind="liability", control="clearing")
    posting.set_account(depot.actor, "goods_received_not_invoiced", own, company_id=depot.company_id)
    depot.deliver("BOLT", "1", "7")
    assert (depot.balance("2149X"), depot.balance(GRNI)) == (-7, 0)


def test_a_role_without_an_account_is_refused_by_name(depot):  # F3
    with pytest.raises(AccountNotDetermined) as refused, working(depot.actor):
        determine(depot.company_id, [Question("no_such_role")], packaging.current(depot.actor.tenant_id))
    assert refused.value.role == "no_such_role"


@pytest.mark.parametrize(("split", "price"), [(("3",), "10"), (("1", "1", "1"), "9.99"), (("2", "1"), "11.3333")])
def test_goods_received_not_invoiced_returns_to_exactly_zero(depot, split, price):  # B27
    delivery = depot.deliver("BOLT", "3", "3.3333", partner=str(depot.ids["ACME"]))
    for quantity in split:
        depot.bill((delivery, quantity, price))
    assert depot.balance(GRNI) == 0
    assert depot.violations() == []


def test_a_delivery_in_foreign_currency_is_billed_and_paid_at_other_rates(depot):  # F4, B27
    delivery = depot.deliver("BOLT", "10", "10", currency="USD", rate="32")
    assert (depot.balance(STOCK), depot.balance(GRNI)) == (3200, -3200)
    bill = depot.bill((delivery, "10", "10"), currency="USD", rate="31", tax_amount="5")
    assert (depot.balance(GRNI), depot.balance(PAYABLES), depot.balance(TAX)) == (0, -3255, 155)
    assert depot.balance(VARIANCE) == -100
    depot.pay(bill, "105", currency="USD", rate="30")
    assert (depot.balance(PAYABLES), depot.balance(BANK), depot.balance("7121")) == (0, -3150, -105)
    assert depot.violations() == []


def test_without_a_rate_the_rate_of_the_posting_date_counts(depot):  # F4
    for on, rate in (("2026-03-01", "30"), ("2026-03-10", "31"), ("2026-03-11", "32")):
        values = {"currency": "USD", "base_currency": "TWD", "rate_date": on, "rate": rate}
        depot.record("exchange_rate", f"USD{on}", **values)
    depot.deliver("BOLT", "1", "10", currency="USD")
    assert depot.balance(STOCK) == 310


def test_an_unknown_rate_is_refused(depot):  # F4
    with pytest.raises(DomainError) as refused:
        depot.deliver("BOLT", "1", "10", currency="USD")
    assert "RATE" in refused.value.code
    assert depot.balance(STOCK) == 0


def test_a_quantity_in_boxes_enters_stock_in_pieces_at_the_same_value(depot):  # P14
    depot.record("unit", "box12")
    depot.record("unit_conversion", "b", item=str(depot.ids["BOLT"]), from_unit="box12", to_unit="pcs", factor="12")
    depot.deliver("BOLT", "2", "30", unit="box12")
    (row,) = stock.balances(depot.actor)
    assert (row.on_hand, depot.stock_value()) == (24, 60)
    assert depot.violations() == []


def test_services_are_expensed_on_their_project(depot):  # R11
    project = depot.record("project", "P1")
    depot.deliver(None, "1", "500", project=str(project))
    (row,) = accounting.actuals(depot.actor, depot.company_id, "project", [project])
    assert row.amount == 500
    assert depot.balance(EXPENSE) == 500


def test_what_leaves_is_booked_at_what_the_stock_ledger_says(depot):  # S2, F3
    depot.deliver("PLATE", "10", "1", on="2026-03-01")
    depot.deliver("PLATE", "10", "2", on="2026-03-02")
    depot.withdraw("PLATE", "12")
    assert (depot.balance(EXPENSE), depot.balance(STOCK), depot.stock_value()) == (14, 16, 16)
    assert depot.violations() == []


def test_a_withdrawal_uses_what_was_reserved_for_it(depot):  # R9
    depot.deliver("BOLT", "5", "1")
    request = stock.ReservationRequest(
        key="for-me",
        company_id=depot.company_id,
        item_id=depot.ids["BOLT"],
        location_id=depot.ids["BIN"],
        quantity=Decimal(4),
    )
    stock.reserve(depot.actor, [request])
    with refusal("INSUFFICIENT_STOCK"):
        depot.withdraw("BOLT", "2")
    depot.withdraw("BOLT", "4", held_for="for-me")
    assert depot.violations() == []


def test_valuation_of_any_past_day_equals_the_stock_account(depot):  # S2
    depot.deliver("BOLT", "10", "10", on="2026-03-01")
    depot.deliver("BOLT", "10", "20", on="2026-03-05")
    depot.withdraw("BOLT", "5", on="2026-03-02")
    depot.withdraw("BOLT", "3", on="2026-03-06")
    for number in range(1, 12):
        assert depot.stock_value(day(number)) == depot.balance(STOCK, day(number))
    assert depot.balance("5132") == 25
    assert depot.violations() == []


def test_a_document_is_posted_once(depot):  # A9
    delivery = depot.deliver("BOLT", "1", "1")
    with pytest.raises(AlreadyPosted) as refused:
        documents.fire(depot.actor, delivery.id, "post_again")
    assert refused.value.posting_date == day(10)
    assert depot.balance(STOCK) == 1


def test_a_reversed_withdrawal_leaves_nothing_behind(depot):  # F1, F3
    depot.deliver("PLATE", "3", "3.3333")
    before = depot.balance(STOCK)
    withdrawal = depot.withdraw("PLATE", "2")
    documents.fire(depot.actor, withdrawal.id, "reverse", comment="Taken by mistake")
    assert (depot.balance(STOCK), depot.balance(EXPENSE)) == (before, 0)
    first, second = posting.postings_of(depot.actor, withdrawal.id)
    assert (first.reversed_by, second.reverses) == (second.id, first.id)
    assert depot.violations() == []


def test_a_reversed_delivery_whose_goods_were_used_is_refused(depot):  # F1, S1
    delivery = depot.deliver("BOLT", "3", "3")
    depot.withdraw("BOLT", "1")
    with refusal("INSUFFICIENT_STOCK"):
        documents.fire(depot.actor, delivery.id, "reverse")
    assert depot.violations() == []


def test_a_line_is_posted_by_its_own_action_and_taken_back(depot):  # F3, R9
    depot.deliver("BOLT", "5", "2")
    piece = {"item": str(depot.ids["BOLT"]), "location": str(depot.ids["BIN"])}
    withdrawal = depot.document("withdrawal", piece | {"quantity": "1"}, piece | {"quantity": "3"})
    first, second = (line.id for line in withdrawal.lines)
    documents.fire_lines(depot.actor, "withdrawal", "take", [first])
    documents.fire_lines(depot.actor, "withdrawal", "take", [second])
    assert depot.stock_value() == 2
    documents.fire_lines(depot.actor, "withdrawal", "bring_back", [second])
    assert depot.stock_value() == 8
    assert depot.violations() == []


def test_a_preview_is_what_posting_does_and_leaves_nothing(depot):  # A9
    draft = depot.document(
        "delivery",
        {"item": str(depot.ids["BOLT"]), "quantity": "3", "unit_price": "2.5"},
        location=str(depot.ids["BIN"]),
    )
    seen = posting.preview(depot.actor, draft.id)
    assert [(move.item, move.quantity, move.value) for move in seen.moves] == [("BOLT", 3, 8)]
    assert [(line.account.split()[0], line.debit, line.credit) for line in seen.lines] == [
        (STOCK, 8, 0),
        (GRNI, 0, 8),
    ]
    assert (depot.balance(STOCK), stock.balances(depot.actor)) == (0, [])
    posted = documents.fire(depot.actor, draft.id, "post")
    lines = accounting.journal(depot.actor, depot.company_id, source_document_id=posted.id)
    assert [(line.account_id, line.debit, line.credit) for line in lines] == [
        (line.account_id, line.debit, line.credit) for line in seen.lines
    ]


def test_a_preview_refuses_like_the_posting(depot):  # A9
    piece = {"item": str(depot.ids["BOLT"]), "quantity": "3", "location": str(depot.ids["BIN"])}
    withdrawal = depot.document("withdrawal", piece)
    with refusal("INSUFFICIENT_STOCK"):
        posting.preview(depot.actor, withdrawal.id)


def test_a_type_without_a_profile_is_not_postable(depot):  # F3
    with pytest.raises(NotPostable):
        posting.preview(depot.actor, depot.document("note").id)


def test_a_closed_period_refuses_and_names_the_next_open_date(depot):  # F8
    depot.deliver("BOLT", "1", "1")
    march = next(row for row in accounting.periods(depot.actor, depot.company_id) if row.code == "2026-03")
    accounting.set_period_status(depot.actor, depot.company_id, march.id, "closed", groups=["inventory"])
    with pytest.raises(DomainError) as refused:
        depot.deliver("BOLT", "1", "1")
    assert refused.value.code == "PERIOD_CLOSED"
    assert refused.value.facts()["next_open_date"] == "2026-04-01"
    assert depot.stock_value() == 1
    depot.post("bill", reference="X", tax_amount="5", accounting_date="2026-03-31")
    assert depot.violations() == []


def test_nothing_worth_posting_is_on_record_without_an_entry(depot):  # B4
    delivery = depot.deliver(None, "1", "0")
    (record,) = posting.postings_of(depot.actor, delivery.id)
    assert (record.entry_id, record.move_count) == (None, 0)
    assert depot.violations() == []


def test_the_proofs_see_an_account_that_was_written_by_hand(depot):  # A9
    depot.deliver("BOLT", "1", "7")
    with working(depot.actor, read_only=True):
        ids = masterdata.find_by_key("account", [STOCK, BANK])
    lines = (
        EntryLine(account_id=ids[STOCK], debit=Decimal(1)),
        EntryLine(account_id=ids[BANK], credit=Decimal(1)),
    )
    accounting.post(depot.actor, EntryDraft(company_id=depot.company_id, date=day(11), lines=lines))
    assert [each.code for each in depot.violations()] == ["STOCK_DIFFERS_FROM_ACCOUNTS"]


def test_journal_numbers_have_no_gap_although_postings_fail(depot):  # P6, F1
    depot.deliver("BOLT", "2", "3")
    with refusal("INSUFFICIENT_STOCK"):
        depot.withdraw("BOLT", "5")
    depot.deliver(None, "1", "0")
    withdrawal = depot.withdraw("BOLT", "1")
    documents.fire(depot.actor, withdrawal.id, "reverse")
    lines = accounting.journal(depot.actor, depot.company_id)
    assert sorted({str(line.number) for line in lines}) == ["JE-2026-0001", "JE-2026-0002", "JE-2026-0003"]


def test_the_result_of_a_year_is_carried_into_retained_earnings(depot):  # F8
    depot.deliver(None, "1", "500")
    depot.deliver("BOLT", "2", "10")
    depot.withdraw("BOLT", "1")
    end = day(31, 12)
    entry = posting.close_year(depot.actor, depot.company_id, end)
    assert entry is not None
    assert (depot.balance(EXPENSE), depot.balance("3351"), depot.balance(STOCK)) == (0, 510, 10)
    assert posting.close_year(depot.actor, depot.company_id, end) is None
    accounting.reverse(depot.actor, entry.id, end, "Late invoice")
    assert (depot.balance(EXPENSE), depot.balance("3351")) == (510, 0)
    assert depot.violations() == []
