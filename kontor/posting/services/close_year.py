"""Carry the result of a fiscal year into retained earnings (F8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.text import Text
from kontor.ledgers.accounting import api as accounting
from kontor.ledgers.accounting.contracts import EntryDraft, EntryLine, PostedEntry
from kontor.masterdata import api as masterdata
from kontor.packaging import api as packaging
from kontor.posting.determination import Question, determine
from kontor.posting.roles import RETAINED_EARNINGS
from kontor.tenancy.api import unit_of_work

PERMISSION = "accounting.close_period"
#: Kinds of account that say how a year went; the others say what there is.
RESULT_KINDS = frozenset({"revenue", "cost", "expense"})
_TEXT = Text(en="Year-end close", zh_hant="年度結帳")


@unit_of_work
def close_year(actor: Actor, company_id: UUID, year_end: dt.date) -> PostedEntry | None:
    """Bring every revenue, cost and expense account to zero on ``year_end``, against retained earnings.

    An ordinary entry of the group ``manual``: it can be reversed, and doing it again after later entries carries only
    what they added. None when there is nothing to carry.

    Raises:
        Forbidden: the actor lacks ``accounting.close_period``.
        AccountNotDetermined: no account is set for ``retained_earnings``. PeriodClosed, NoFiscalPeriod.

    Source: F8.
    """
    access.require(actor, PERMISSION, record={"organisation": company_id})
    balances = {row.account_id: row.closing for row in accounting.trial_balance(actor, company_id, year_end)}
    kinds = masterdata.fetch("account", list(balances), ("kind",))
    result = {each: amount for each, amount in balances.items() if _is_result(kinds.get(each)) and amount}
    if not result:
        return None
    role = Question(RETAINED_EARNINGS)
    earnings = determine(company_id, [role], packaging.current(actor.tenant_id))[role]
    lines = [_closing(account, amount) for account, amount in sorted(result.items(), key=lambda pair: str(pair[0]))]
    lines.append(EntryLine(account_id=earnings, balance="entry"))
    text = f"{_TEXT.pick(actor.language)} {year_end:%Y-%m-%d}"
    return accounting.post(actor, EntryDraft(company_id=company_id, date=year_end, lines=tuple(lines), text=text))


def _is_result(account: dict[str, object] | None) -> bool:
    return account is not None and account["kind"] in RESULT_KINDS


def _closing(account_id: UUID, amount: Decimal) -> EntryLine:
    """The line that brings a balance to zero."""
    return EntryLine(account_id=account_id, debit=max(-amount, Decimal(0)), credit=max(amount, Decimal(0)))
