"""What to pay next: due payables by supplier, what is skipped, and why (R10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payable:
    """An open payable; ``open_amount`` > 0 in ``currency``."""

    open_item: UUID
    partner_id: UUID
    currency: str
    open_amount: Decimal
    due_date: date | None
    reference: str
    document_id: UUID | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """One payable with the amount to pay now, or the reason why it is left out."""

    payable: Payable
    amount: Decimal
    skipped: str | None = None


def propose(
    payables: Iterable[Payable], *, due_until: date, currency: str, promised: Mapping[UUID, Decimal]
) -> list[Proposed]:
    """Everything in ``currency`` due by ``due_until``, earliest first; a payable without a due date is due at once.

    ``promised``: what other batches pay already. Skipped: ``NOT_DUE``, ``OTHER_CURRENCY``, ``IN_ANOTHER_BATCH``.
    """
    ordered = sorted(payables, key=lambda each: (each.due_date or date.min, each.reference, each.open_item))
    return [_judge(each, due_until, currency, promised.get(each.open_item, ZERO)) for each in ordered]


def _judge(payable: Payable, due_until: date, currency: str, promised: Decimal) -> Proposed:
    if payable.currency != currency:
        return Proposed(payable, ZERO, "OTHER_CURRENCY")
    if payable.due_date is not None and payable.due_date > due_until:
        return Proposed(payable, ZERO, "NOT_DUE")
    left = payable.open_amount - promised
    if left <= 0:
        return Proposed(payable, ZERO, "IN_ANOTHER_BATCH")
    return Proposed(payable, left)
