"""The accounting half of a profile: which lines the journal gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from kontor.engines.access import api as access
from kontor.engines.numbering import api as numbering
from kontor.engines.workflow.contracts import Line
from kontor.kernel.text import Text
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.accounting.contracts import EntryDraft, EntryLine, OpenItemDraft, PostedEntry
from kontor.ledgers.accounting.errors import NoFiscalPeriod, PeriodClosed
from kontor.ledgers.stock import api as stock
from kontor.packaging.schema import JournalPosting, Numbering
from kontor.posting.contracts import PostedMove
from kontor.posting.determination import Question, determine
from kontor.posting.errors import PostingValueInvalid
from kontor.posting.goods import facts_by_line
from kontor.posting.reading import Reader, as_id
from kontor.posting.roles import EXCHANGE_DIFFERENCE, ROUNDING_DIFFERENCE, STOCK, STOCK_REVALUATION
from kontor.posting.scopes import stock_facts, with_stock
from kontor.posting.subject import Subject

JOURNAL_NUMBERING = "journal_numbering"
SOFT_CLOSE_PERMISSION = "accounting.post_soft_closed"
_ACCOUNT = Text(en="an account role or code", zh_hant="科目角色或科目代號")
_NOTHING = stock_facts(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A journal part that applies, before its account is known."""

    reader: Reader
    part: JournalPosting
    line: Line | None
    question: Question | UUID
    item_id: UUID | None


def book(subject: Subject, moves: Sequence[PostedMove]) -> PostedEntry | None:
    """Evaluate the journal parts and post the entry; None when there is nothing to book.

    Raises:
        AccountNotDetermined, PostingValueInvalid, and what ``accounting.post`` refuses.
    """
    wanted = list(_wanted(subject, facts_by_line(moves)))
    if not wanted:
        return None
    asked = {each.question for each in wanted if isinstance(each.question, Question)}
    extra = (EXCHANGE_DIFFERENCE, ROUNDING_DIFFERENCE)
    accounts = determine(
        subject.company.id, {*asked, *(Question(role) for role in extra)}, subject.model, optional=extra
    )
    lines = tuple(line for each in wanted if (line := _entry_line(subject, each, _account(each, accounts))) is not None)
    draft = _draft(subject, lines, subject.date)
    return _post(
        subject,
        EntryDraft(
            **draft,
            currency=subject.currency,
            rate=subject.rate,
            rounding_account_id=accounts.get(Question(ROUNDING_DIFFERENCE)),
            exchange_account_id=accounts.get(Question(EXCHANGE_DIFFERENCE)),
        ),
    )


def book_adjustments(subject: Subject, moves: Sequence[PostedMove]) -> list[PostedEntry]:
    """One entry for each day on which the stock ledger adjusted values: stock against revaluation (S2)."""
    adjusted = [move for move in moves if move.result.adjustment]
    if not adjusted:
        return []
    facts = stock.item_facts({move.request.item_id for move in adjusted})
    category = {item_id: found.category_id for item_id, found in facts.items()}
    questions = {Question(role, each) for each in category.values() for role in (STOCK, STOCK_REVALUATION)}
    accounts = determine(subject.company.id, questions, subject.model)
    by_day: dict[dt.date, list[EntryLine]] = {}
    for move in adjusted:
        assert move.result.adjustment_date is not None
        kind = category.get(move.request.item_id)
        pair = accounts[Question(STOCK, kind)], accounts[Question(STOCK_REVALUATION, kind)]
        by_day.setdefault(move.result.adjustment_date, []).extend(_adjustment(move, *pair))
    posted = [_post(subject, EntryDraft(**_draft(subject, tuple(lines), day))) for day, lines in by_day.items()]
    return [entry for entry in posted if entry is not None]


def _adjustment(move: PostedMove, stock_account: UUID, revaluation_account: UUID) -> Iterator[EntryLine]:
    amount = move.result.adjustment
    yield _signed(stock_account, amount, move)
    yield _signed(revaluation_account, -amount, move)


def _signed(account_id: UUID, amount: Decimal, move: PostedMove) -> EntryLine:
    return EntryLine(
        account_id=account_id,
        debit=max(amount, Decimal(0)),
        credit=max(-amount, Decimal(0)),
        item_id=move.request.item_id,
        source_line_id=move.request.source_line_id,
    )


def _draft(subject: Subject, lines: tuple[EntryLine, ...], date: dt.date) -> dict[str, Any]:
    number = subject.document.number
    return {
        "company_id": subject.company.id,
        "date": date,
        "document_date": subject.document_date,
        "lines": lines,
        "group": subject.group,
        "places": subject.places("line_amount"),
        "text": "" if number.startswith("~") else number,
        "source_type": subject.document.type_code,
        "source_document_id": subject.document.id,
    }


def _post(subject: Subject, draft: EntryDraft) -> PostedEntry | None:
    """Post; open the adjoining fiscal year when the day has none, and let in who may post after a soft close."""
    actor = subject.context.actor
    numbered = journal_number(subject, draft.date)
    try:
        return accounting.post(actor, draft, numbered=numbered)
    except NoFiscalPeriod:
        first_month = int(subject.model.settings.get("fiscal_year_start") or 1)
        if not accounting.ensure_fiscal_year(actor, draft.company_id, draft.date, first_month=first_month):
            raise
    except PeriodClosed as closed:
        if closed.status != "soft_closed" or not access.can(actor, SOFT_CLOSE_PERMISSION, None).allowed:
            raise
    return accounting.post(actor, draft, through_soft_close=True, numbered=numbered)


def journal_number(subject: Subject, day: dt.date) -> Callable[[], str] | None:
    """Gives the next gapless journal number of the company, where the setting ``journal_numbering`` wants one."""
    wanted = subject.model.settings.get(JOURNAL_NUMBERING)
    if not wanted:
        return None
    rule = Numbering(pattern=wanted["pattern"], mode="legal", reset=wanted.get("reset", "yearly"))
    series = numbering.series_for("journal_entry", rule, day=day, organisation_id=subject.company.id, values={})
    return lambda: numbering.allocate(subject.context.actor, series)[0]


def _wanted(subject: Subject, stock_by_line: Mapping[UUID | None, Mapping[str, Decimal]]) -> list[_Wanted]:
    """Every journal part that applies, once for each line or once; categories of all items in one question."""
    found: list[tuple[Reader, JournalPosting, Line | None, str, UUID | None]] = []
    for at, part in enumerate(subject.profile.journal):
        for line in subject.lines if part.per == "line" else (None,):
            answered = stock_by_line.get(line.id if line else None, _NOTHING)
            scope = with_stock(subject.scope(line), subject.rate, answered, of_line=line is not None)
            reader = Reader(subject.profile.posting, f"journal[{at}]", scope)
            if reader.holds(part.when):
                found.append((reader, part, line, _role(reader, part), _item(reader, part, line)))
    facts = stock.item_facts({item_id for *_, item_id in found if item_id is not None})
    return [
        _Wanted(reader, part, line, as_id(role) or Question(role, _category(facts, item_id)), item_id)
        for reader, part, line, role, item_id in found
    ]


def _role(reader: Reader, part: JournalPosting) -> str:
    role = reader.text(part.account)
    if not role:
        raise PostingValueInvalid(reader.profile, f"{reader.place}.account", "—", _ACCOUNT)
    return role


def _item(reader: Reader, part: JournalPosting, line: Line | None) -> UUID | None:
    """The item the line is about: as the profile says, else the document line's own."""
    if part.item is not None:
        return reader.id("item", part.item)
    return as_id(line.values.get("item")) if line is not None and line.values.get("item") else None


def _category(facts: Mapping[UUID, stock.ItemFacts], item_id: UUID | None) -> UUID | None:
    found = facts.get(item_id) if item_id is not None else None
    return found.category_id if found is not None else None


def _account(wanted: _Wanted, accounts: Mapping[Question, UUID]) -> UUID:
    return accounts[wanted.question] if isinstance(wanted.question, Question) else wanted.question


def _entry_line(subject: Subject, wanted: _Wanted, account_id: UUID) -> EntryLine | None:
    """The entry line of one part; None when it comes to nothing."""
    reader, part = wanted.reader, wanted.part
    amount = Decimal(0) if part.amount is None else reader.number("amount", part.amount)
    if part.amount is not None and not amount:
        return None
    debit = (part.side == "debit") == (amount > 0)
    clears = reader.text(part.clears) or None
    if part.clears is not None and clears is None:
        # Nothing to clear (a line without a receipt): whatever it is worth is left to the balance line.
        return None
    return EntryLine(
        account_id=account_id,
        debit=abs(amount) if debit else Decimal(0),
        credit=Decimal(0) if debit else abs(amount),
        currency=subject.company.currency if part.company_currency else None,
        opens=reader.text(part.opens) or None,
        clears=clears,
        quantity=None if part.quantity is None else reader.number("quantity", part.quantity),
        balance=_balance(part),
        side=part.side,
        open_item=_open_item(reader, part),
        settles=reader.id("settles", part.settles),
        partner_id=reader.id("partner", part.partner),
        project_id=reader.id("project", part.project),
        cost_centre_id=reader.id("cost_centre", part.cost_centre),
        item_id=wanted.item_id if part.item is not None else None,
        text=reader.text(part.text),
        source_line_id=wanted.line.id if wanted.line is not None else None,
    )


def _balance(part: JournalPosting) -> Literal["line", "entry"] | None:
    if not part.balance:
        return None
    return "line" if part.per == "line" else "entry"


def _open_item(reader: Reader, part: JournalPosting) -> OpenItemDraft | None:
    if not part.open_item:
        return None
    return OpenItemDraft(due_date=reader.date("due_date", part.due_date), reference=reader.text(part.text))
