"""From a draft to amounts: clearing shares, settlements, what is left over. Pure: no database, no clock.

Amounts are signed inside: debit positive, credit negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from uuid import UUID

from kontor.kernel.currencies import currency_exponent
from kontor.kernel.rounding import round_decimal
from kontor.kernel.text import Text
from kontor.ledgers.accounting.contracts import (
    ZERO,
    ClearingKey,
    ClearingState,
    EntryDraft,
    EntryLine,
    OpenItemState,
    ResolvedLine,
)
from kontor.ledgers.accounting.errors import (
    ClearingExceedsOpen,
    EntryLineInvalid,
    EntryUnbalanced,
    OpenItemDiffers,
    OpenItemUnknown,
    SettlementExceedsOpen,
)
from kontor.ledgers.entry import share

_WIDE = Context(prec=60)


@dataclass(slots=True)
class _Open:
    """What is left of a clearing or open item while the lines of one entry take from it."""

    currency: str
    amount: Decimal
    company_amount: Decimal
    quantity: Decimal = ZERO
    account_id: UUID | None = None


@dataclass(slots=True)
class _Work:
    """One draft in progress. ``exchange`` is what settlements at the items' own rates leave over."""

    draft: EntryDraft
    company_currency: str
    places: int
    clearing: dict[ClearingKey, _Open]
    items: dict[UUID, _Open]
    lines: list[ResolvedLine] = field(default_factory=list)
    exchange: Decimal = ZERO

    @property
    def currency(self) -> str:
        return self.draft.currency or self.company_currency

    @property
    def has_balance_line(self) -> bool:
        return any(line.balance for line in self.draft.lines)

    @property
    def residue(self) -> Decimal:
        """Signed sum in company currency; zero when the entry is balanced."""
        return sum((line.company_amount for line in self.lines), ZERO)


def resolve(
    draft: EntryDraft,
    company_currency: str,
    clearing: Mapping[ClearingKey, ClearingState],
    items: Mapping[UUID, OpenItemState],
) -> tuple[ResolvedLine, ...]:
    """Every line with its amounts, balanced in the company's currency; lines that come to nothing are left out.

    An empty result means there is nothing to post.

    Raises:
        EntryLineInvalid, OpenItemUnknown, OpenItemDiffers, SettlementExceedsOpen: a line is impossible.
        ClearingExceedsOpen: more is cleared than is open and no balance line takes the difference.
        EntryUnbalanced: something is left over that no line may take.

    Source: F1, F4, F5; peers B27.
    """
    places = currency_exponent(company_currency) if draft.places is None else draft.places
    work = _Work(draft, company_currency, places, _clearing(clearing), _items(items))
    for at, line in enumerate(draft.lines, start=1):
        if line.balance is None:
            _add(work, _plain(work, at, line))
    _take_line_balances(work)
    _take_entry_balance(work)
    _take_rest(work)
    if residue := work.residue:
        debit = sum((line.company_amount for line in work.lines if line.company_amount > 0), ZERO)
        raise EntryUnbalanced(debit, debit - residue, residue, company_currency)
    return tuple(work.lines)


def _clearing(given: Mapping[ClearingKey, ClearingState]) -> dict[ClearingKey, _Open]:
    return {
        key: _Open(state.currency, state.open_amount, state.open_company_amount, state.open_quantity)
        for key, state in given.items()
    }


def _items(given: Mapping[UUID, OpenItemState]) -> dict[UUID, _Open]:
    return {
        item_id: _Open(state.currency, state.open_amount, state.open_company_amount, account_id=state.account_id)
        for item_id, state in given.items()
    }


def _add(work: _Work, line: ResolvedLine | None) -> None:
    if line is not None and (line.amount or line.company_amount):
        work.lines.append(line)


def _plain(work: _Work, at: int, line: EntryLine) -> ResolvedLine | None:
    _ensure_sound(at, line)
    if line.clears is not None:
        return _cleared(work, line)
    if line.settles is not None:
        return _settled(work, line)
    return _stated(work, line)


# --- the three ways to say how much -------------------------------------------------------------------------------
def _stated(work: _Work, line: EntryLine) -> ResolvedLine:
    currency, rate = _currency_and_rate(work, line)
    amount = line.debit - line.credit
    company = _company_amount(work, line, amount, rate, currency)
    quantity = line.quantity if line.opens is not None and line.quantity is not None else ZERO
    return _line(line, currency, rate, amount, company, clearing_key=line.opens, clearing_quantity=quantity)


def _cleared(work: _Work, line: EntryLine) -> ResolvedLine | None:
    """The share of the open item that belongs to the quantity; its last quantity takes its last cent."""
    assert line.clears is not None and line.quantity is not None
    held = work.clearing.get(ClearingKey(line.account_id, line.clears)) or _Open(work.company_currency, ZERO, ZERO)
    taken = min(line.quantity, max(held.quantity, ZERO))
    if taken < line.quantity and not work.has_balance_line:
        raise ClearingExceedsOpen(line.clears, held.quantity, line.quantity)
    if not taken:
        return None
    decimals = max(currency_exponent(held.currency), work.places)
    amount = share(held.amount, taken, held.quantity, decimals)
    company = share(held.company_amount, taken, held.quantity, work.places)
    held.amount, held.company_amount = held.amount - amount, held.company_amount - company
    held.quantity -= taken
    rate = _rate_of(company, amount)
    return _line(line, held.currency, rate, -amount, -company, clearing_key=line.clears, clearing_quantity=-taken)


def _settled(work: _Work, line: EntryLine) -> ResolvedLine | None:
    """Pays off an open item at the rate it was booked with; what the present rate adds is the exchange difference."""
    assert line.settles is not None
    if line.debit == line.credit:
        return None
    held = work.items.get(line.settles)
    if held is None:
        raise OpenItemUnknown(line.settles)
    currency, rate = _currency_and_rate(work, line)
    if currency != held.currency:
        raise OpenItemDiffers(line.settles, held.currency, currency)
    if held.account_id != line.account_id:
        raise OpenItemDiffers(line.settles, str(held.account_id), str(line.account_id))
    amount = line.debit - line.credit
    if (amount > 0) == (held.amount > 0) or abs(amount) > abs(held.amount):
        raise SettlementExceedsOpen(line.settles, abs(held.amount), abs(amount), currency)
    company = -share(held.company_amount, -amount, held.amount, work.places)
    held.amount, held.company_amount = held.amount + amount, held.company_amount + company
    work.exchange += company - _company_amount(work, line, amount, rate, currency)
    return _line(line, currency, _rate_of(company, amount), amount, company, settles=line.settles)


# --- what is left over --------------------------------------------------------------------------------------------
def _take_line_balances(work: _Work) -> None:
    for line in work.draft.lines:
        if line.balance == "line":
            own = (each.company_amount for each in work.lines if each.source_line_id == line.source_line_id)
            _balance(work, line, -sum(own, ZERO))


def _take_entry_balance(work: _Work) -> None:
    takers = [line for line in work.draft.lines if line.balance == "entry"]
    rest = -work.residue
    if not takers or not rest:
        return
    fitting = [line for line in takers if (line.side == "debit") == (rest > 0)]
    _balance(work, (fitting or takers)[0], rest)


def _balance(work: _Work, line: EntryLine, amount: Decimal) -> None:
    _add(work, _line(line, work.company_currency, Decimal(1), amount, amount))


def _take_rest(work: _Work) -> None:
    """Exchange differences of settlements, then the cents that converting line by line leaves over."""
    draft, rest = work.draft, -work.residue
    if work.exchange and rest and draft.exchange_account_id is not None:
        taken = max(min(rest, max(-work.exchange, ZERO)), min(-work.exchange, ZERO))
        _balance(work, EntryLine(account_id=draft.exchange_account_id), taken)
        rest -= taken
    if rest and draft.rounding_account_id is not None and abs(rest) <= _rounding_room(work):
        _balance(work, EntryLine(account_id=draft.rounding_account_id), rest)


def _rounding_room(work: _Work) -> Decimal:
    """Half a unit of the last decimal for every converted line."""
    converted = sum(1 for line in work.lines if line.currency != work.company_currency)
    return Decimal(converted) * Decimal(1).scaleb(-work.places) / 2


# --- small parts --------------------------------------------------------------------------------------------------
def _currency_and_rate(work: _Work, line: EntryLine) -> tuple[str, Decimal]:
    currency = line.currency or work.currency
    if currency == work.company_currency:
        return currency, Decimal(1)
    return currency, work.draft.rate if line.rate is None else line.rate


def _company_amount(work: _Work, line: EntryLine, amount: Decimal, rate: Decimal, currency: str) -> Decimal:
    """As given; else the amount itself in the company's currency, else converted and rounded."""
    if line.company_debit is not None or line.company_credit is not None:
        return (line.company_debit or ZERO) - (line.company_credit or ZERO)
    if currency == work.company_currency:
        return amount
    return round_decimal(_WIDE.multiply(amount, rate), work.places)


def _rate_of(company: Decimal, amount: Decimal) -> Decimal:
    """The rate an amount was booked at, to ten decimals."""
    return round_decimal(_WIDE.divide(company, amount), 10) if amount else Decimal(1)


def _line(
    line: EntryLine,
    currency: str,
    rate: Decimal,
    amount: Decimal,
    company_amount: Decimal,
    *,
    clearing_key: str | None = None,
    clearing_quantity: Decimal = ZERO,
    settles: UUID | None = None,
) -> ResolvedLine:
    return ResolvedLine(
        account_id=line.account_id,
        currency=currency,
        rate=rate,
        amount=amount,
        company_amount=company_amount,
        partner_id=line.partner_id,
        project_id=line.project_id,
        cost_centre_id=line.cost_centre_id,
        item_id=line.item_id,
        text=line.text,
        source_line_id=line.source_line_id,
        clearing_key=clearing_key,
        clearing_quantity=clearing_quantity,
        open_item=line.open_item,
        settles=settles,
    )


_TWO_WAYS = Text(en="say how much in one way only", zh_hant="金額只能以一種方式表示")
_NEGATIVE = Text(en="amounts must not be negative", zh_hant="金額不可為負")
_NO_QUANTITY = Text(en="a clearing item is opened and cleared by a quantity", zh_hant="暫估沖轉須有數量")
_BOTH_SIDES = Text(en="a line stands on one side only", zh_hant="同一行不可同時有借貸")


def _ensure_sound(at: int, line: EntryLine) -> None:
    amounts: Iterable[Decimal] = (
        each for each in (line.debit, line.credit, line.company_debit, line.company_credit) if each is not None
    )
    if any(not each.is_finite() or each < 0 for each in amounts):
        raise EntryLineInvalid(at, _NEGATIVE)
    if (line.debit and line.credit) or (line.company_debit and line.company_credit):
        raise EntryLineInvalid(at, _BOTH_SIDES)
    if line.clears is not None and (line.debit or line.credit or line.settles or line.opens):
        raise EntryLineInvalid(at, _TWO_WAYS)
    if line.settles is not None and (line.open_item is not None or line.opens is not None):
        raise EntryLineInvalid(at, _TWO_WAYS)
    if line.clears is not None and (line.quantity is None or line.quantity < 0):
        raise EntryLineInvalid(at, _NO_QUANTITY)
    if line.opens is not None and (line.debit or line.credit) and not (line.quantity and line.quantity > 0):
        raise EntryLineInvalid(at, _NO_QUANTITY)
