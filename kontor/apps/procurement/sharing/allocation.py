"""Divide an arrived quantity among the requests that wait for it. Pure arithmetic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from uuid import UUID

LATEST = date.max
SMALLEST_QUANTITY = Decimal("0.0001")


class ShareRule(StrEnum):
    NEEDED_DATE = "needed_date"
    URGENT_FIRST = "urgent_first"
    PRO_RATA = "pro_rata"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one requisition line still waits for, in the order line's unit."""

    line_id: UUID
    open_quantity: Decimal
    needed_date: date | None = None
    is_urgent: bool = False


def allocate(arrived: Decimal, claims: Sequence[Claim], rule: ShareRule) -> dict[UUID, Decimal]:
    """Give every claim its part of ``arrived``.

    Nobody gets more than they wait for; what is over (an over-delivery) stays unallocated and goes to free stock. The
    parts sum to ``min(arrived, sum of open quantities)`` exactly. Ties are broken by line id, so the result does not
    depend on the order of the claims.
    """
    waiting = sorted((claim for claim in claims if claim.open_quantity > 0), key=_ORDERS[rule])
    if rule is ShareRule.PRO_RATA:
        return _pro_rata(arrived, waiting)
    return _one_after_another(arrived, waiting)


def _by_date(claim: Claim) -> tuple[object, ...]:
    return (claim.needed_date or LATEST, not claim.is_urgent, claim.line_id)


def _by_urgency(claim: Claim) -> tuple[object, ...]:
    return (not claim.is_urgent, claim.needed_date or LATEST, claim.line_id)


_ORDERS: dict[ShareRule, Callable[[Claim], tuple[object, ...]]] = {
    ShareRule.NEEDED_DATE: _by_date,
    ShareRule.URGENT_FIRST: _by_urgency,
    ShareRule.PRO_RATA: _by_date,
}


def _one_after_another(arrived: Decimal, claims: Sequence[Claim]) -> dict[UUID, Decimal]:
    shares: dict[UUID, Decimal] = {}
    left = arrived
    for claim in claims:
        taken = min(left, claim.open_quantity)
        if taken > 0:
            shares[claim.line_id] = taken
            left -= taken
    return shares


def _pro_rata(arrived: Decimal, claims: Sequence[Claim]) -> dict[UUID, Decimal]:
    total = sum((claim.open_quantity for claim in claims), Decimal(0))
    if arrived >= total:
        return {claim.line_id: claim.open_quantity for claim in claims}
    shares = {
        claim.line_id: (arrived * claim.open_quantity / total).quantize(SMALLEST_QUANTITY, ROUND_DOWN)
        for claim in claims
    }
    # What rounding down left goes to the earliest claims, never beyond what they wait for.
    left = arrived - sum(shares.values(), Decimal(0))
    for claim in claims:
        extra = min(left, claim.open_quantity - shares[claim.line_id])
        shares[claim.line_id] += extra
        left -= extra
    return {line_id: share for line_id, share in shares.items() if share > 0}
