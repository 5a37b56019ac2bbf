"""F1, F4, F5, B27: any history of receipts, bills, payments and reversals keeps the promises."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kontor.kernel.errors import DomainError
from kontor.kernel.ids import new_id
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.accounting.contracts import (
    ClearingKey,
    ClearingState,
    EntryDraft,
    EntryLine,
    OpenItemState,
)
from kontor.ledgers.accounting.resolving import resolve
from kontor.ledgers.accounting.tests.books import Books, books_of, credit, day, debit

GRNI, PAYABLES, VARIANCE, BANK, EXCHANGE = (new_id() for _ in range(5))
COMPANY = new_id()

amounts = st.integers(1, 10**7).map(lambda n: Decimal(n).scaleb(-2))
rates = st.integers(1, 10**6).map(lambda n: Decimal(n).scaleb(-4))
splits = st.lists(st.integers(1, 9), min_size=1, max_size=8)
places = st.sampled_from([0, 2, 4])


def draft(*lines: EntryLine, **facts) -> EntryDraft:
    return EntryDraft(company_id=COMPANY, date=day(1), lines=lines, **facts)


@given(received=amounts, parts=splits, bills=st.lists(amounts, min_size=8, max_size=8), rate=rates, decimals=places)
def test_any_split_and_any_variance_clears_to_exactly_zero(received, parts, bills, rate, decimals):  # B27
    whole = Decimal(sum(parts))
    foreign = Decimal(1) if rate == 1 else rate
    quantity, amount, company = whole, -received, -(received * foreign).quantize(Decimal(1).scaleb(-decimals))
    if not company:
        return
    for part, billed in zip(parts, bills, strict=False):
        state = ClearingState(
            id=new_id(), currency="USD", open_quantity=quantity, open_amount=amount, open_company_amount=company
        )
        lines = resolve(
            draft(
                EntryLine(account_id=GRNI, clears="k", quantity=Decimal(part)),
                EntryLine(account_id=PAYABLES, credit=billed),
                EntryLine(account_id=VARIANCE, balance="entry"),
                currency="USD",
                rate=rate,
                places=decimals,
            ),
            "TWD",
            {ClearingKey(GRNI, "k"): state},
            {},
        )
        assert sum(line.company_amount for line in lines) == 0
        for line in lines:
            if line.account_id == GRNI:
                quantity += line.clearing_quantity
                amount += line.amount
                company += line.company_amount
    assert (quantity, amount, company) == (0, 0, 0)


@given(owed=amounts, cuts=st.lists(st.integers(1, 99), max_size=5), booked=rates, paid=st.lists(rates, min_size=6))
def test_any_payments_at_any_rates_settle_to_exactly_zero(owed, cuts, booked, paid):  # F4, F5
    amount, company = -owed, -(owed * booked).quantize(Decimal("0.01"))
    gains = Decimal(0)
    shares = [(owed * cut / 1000).quantize(Decimal("0.01")) for cut in cuts]
    for part, rate in zip([*shares, None], paid, strict=False):
        pays = -amount if part is None else part
        if not pays or not company:
            continue
        item = OpenItemState(
            id=BANK, account_id=PAYABLES, currency="USD", open_amount=amount, open_company_amount=company
        )
        lines = resolve(
            draft(
                EntryLine(account_id=PAYABLES, debit=pays, settles=BANK),
                EntryLine(account_id=BANK, credit=pays),
                currency="USD",
                rate=rate,
                places=2,
                exchange_account_id=EXCHANGE,
            ),
            "TWD",
            {},
            {BANK: item},
        )
        assert sum(line.company_amount for line in lines) == 0
        gains += sum(line.company_amount for line in lines if line.account_id == EXCHANGE)
        amount += sum(line.amount for line in lines if line.settles)
        company += sum(line.company_amount for line in lines if line.settles)
    if not amount:
        assert company == 0


small = st.integers(1, 500).map(lambda n: Decimal(n).scaleb(-1))
currencies = st.sampled_from([("TWD", Decimal(1)), ("USD", Decimal("31.37")), ("USD", Decimal("29.9"))])


class BooksHistories(RuleBasedStateMachine):
    """The public face on the database: everything that may happen to receipts, bills and payments."""

    @initialize()
    def open(self):
        self.books: Books = books_of()
        self.keys: list[str] = []
        self.entries: list = []

    @rule(quantity=small, amount=small, money=currencies)
    def receive(self, quantity, amount, money):
        key = f"k{len(self.keys)}"
        self.keys.append(key)
        self.keep(lambda: self.books.receive(key, str(quantity), str(amount), currency=money[0], rate=money[1]))

    @rule(data=st.data(), quantity=small, total=small, money=currencies)
    def bill(self, data, quantity, total, money):
        if self.keys:
            parts = {data.draw(st.sampled_from(self.keys)): str(quantity)}
            self.keep(lambda: self.books.bill(str(total), parts, currency=money[0], rate=money[1]))

    @rule(data=st.data(), share=st.integers(1, 10), money=currencies)
    def pay(self, data, share, money):
        items = accounting.open_items(self.books.actor, self.books.company_id)
        if items:
            item = data.draw(st.sampled_from(items))
            part = (-item.open_amount * share / 10).quantize(Decimal("0.1"))
            if part:
                self.keep(lambda: self.books.pay(item.id, str(part), currency=money[0], rate=str(money[1])))

    @rule(data=st.data())
    def reverse(self, data):
        if self.entries:
            entry = data.draw(st.sampled_from(self.entries))
            self.keep(lambda: accounting.reverse(self.books.actor, entry.id, day(20), "Tried"))

    @rule(amount=small)
    def write(self, amount):
        self.keep(lambda: self.books.post(debit(self.books["expense"], amount), credit(self.books["bank"], amount)))

    def keep(self, attempt):
        with suppress(DomainError):
            self.entries.append(attempt())

    @invariant()
    def every_proof_holds(self):
        assert self.books.violations() == []

    @invariant()
    def the_trial_balance_adds_up(self):
        rows = accounting.trial_balance(self.books.actor, self.books.company_id, day(31))
        assert sum(row.closing for row in rows) == 0


@pytest.mark.usefixtures("database")
def test_any_history_of_the_books_keeps_the_promises():
    run_state_machine_as_test(
        BooksHistories,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
