"""Shares that add up exactly. Pure: decimals in, decimals out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

ZERO = Decimal(0)
_EXACT = Context(prec=60)


def split_amount(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """``total`` by weight, each share with the decimals of ``total``; the shares add up to exactly ``total``.

    Rounded cumulatively, so no share is off by more than one unit of the last decimal. All weights zero: the first
    share takes everything.
    """
    if not weights:
        return []
    whole = sum(weights, ZERO)
    if whole == 0:
        return [total, *(ZERO for _ in weights[1:])]
    smallest = Decimal(1).scaleb(int(total.as_tuple().exponent)) if total.is_finite() else Decimal(1)
    shares: list[Decimal] = []
    running = given = ZERO
    for weight in weights:
        running += weight
        upto = (total * running / whole).quantize(smallest, ROUND_HALF_UP, _EXACT)
        shares.append(upto - given)
        given = upto
    return shares


def lower_to(quantities: Sequence[Decimal], wanted: Decimal) -> list[Decimal]:
    """Take away from the last shares first until they add up to ``wanted``; none goes below zero."""
    surplus = sum(quantities, ZERO) - wanted
    lowered = list(quantities)
    for at in range(len(lowered) - 1, -1, -1):
        if surplus <= 0:
            break
        taken = min(lowered[at], surplus)
        lowered[at] -= taken
        surplus -= taken
    return lowered


def raise_to(quantities: Sequence[Decimal], rooms: Sequence[Decimal], wanted: Decimal) -> tuple[list[Decimal], Decimal]:
    """Fill the shares in order, each by at most its room, until they add up to ``wanted``; also what found no room."""
    lacking = wanted - sum(quantities, ZERO)
    raised = list(quantities)
    for at, room in enumerate(rooms):
        if lacking <= 0:
            break
        given = min(max(room, ZERO), lacking)
        raised[at] += given
        lacking -= given
    return raised, max(lacking, ZERO)


def give_back(nets: Sequence[Decimal], quantity: Decimal) -> tuple[list[Decimal], Decimal]:
    """What each share gives back of ``quantity``, the last first; also what nobody had."""
    back = [ZERO] * len(nets)
    left = quantity
    for at in range(len(nets) - 1, -1, -1):
        back[at] = min(max(nets[at], ZERO), left)
        left -= back[at]
        if left <= 0:
            break
    return back, max(left, ZERO)


def tolerated(offered: Decimal, percent: Decimal, absolute: Decimal) -> Decimal:
    """The most that may flow: the offer and the larger of both tolerances."""
    return offered + max(offered * percent / 100, absolute, ZERO)
