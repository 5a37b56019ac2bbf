"""Entries: groups of signed amounts that leave one place and reach another, so that nothing appears or vanishes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kontor.kernel.proofs import Violation

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Leg:
    """``amount`` of ``unit`` at ``account``: positive arrives (debit), negative leaves (credit).

    For accounting the unit is a currency; for stock it is an item with its lot, and the account a location.
    """

    account: Hashable
    unit: Hashable
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting; ``reverses`` names the entry it is the mirror image of."""

    id: Hashable
    legs: tuple[Leg, ...]
    reverses: Hashable | None = None


def net_by_unit(legs: Iterable[Leg]) -> dict[Hashable, Decimal]:
    """What is left over per unit; empty when everything that left also arrived."""
    sums: dict[Hashable, Decimal] = {}
    for leg in legs:
        sums[leg.unit] = sums.get(leg.unit, ZERO) + leg.amount
    return {unit: amount for unit, amount in sums.items() if amount}


def mirror(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """The same legs with every sign turned: applied after the original, nothing remains of either."""
    return tuple(Leg(leg.account, leg.unit, -leg.amount) for leg in legs)


def balances(entries: Iterable[Entry]) -> dict[tuple[Hashable, Hashable], Decimal]:
    """Sum per (account, unit) without those at zero. Balances are always derived, never the truth themselves."""
    sums: dict[tuple[Hashable, Hashable], Decimal] = {}
    for entry in entries:
        for leg in entry.legs:
            key = (leg.account, leg.unit)
            sums[key] = sums.get(key, ZERO) + leg.amount
    return {key: amount for key, amount in sums.items() if amount}


def every_entry_nets_to_zero(entries: Iterable[Entry]) -> Iterator[Violation]:
    """F1, S1: what leaves one place arrives at another, per unit."""
    for entry in entries:
        if residue := net_by_unit(entry.legs):
            yield Violation("ENTRY_UNBALANCED", entry.id, {str(unit): amount for unit, amount in residue.items()})


def reversals_mirror_their_original(entries: Iterable[Entry]) -> Iterator[Violation]:
    """F1: a reversal carries each leg of its original with the sign turned, and nothing else."""
    known = {entry.id: entry for entry in entries}
    for entry in known.values():
        if entry.reverses is None:
            continue
        original = known.get(entry.reverses)
        if original is None or net_per_place((*original.legs, *entry.legs)):
            yield Violation("REVERSAL_IS_NO_MIRROR", entry.id, {"reverses": entry.reverses})


def an_entry_is_reversed_once(entries: Iterable[Entry]) -> Iterator[Violation]:
    """F1: a second reversal of the same entry would count the correction twice."""
    seen: set[Hashable] = set()
    for entry in entries:
        if entry.reverses in seen and entry.reverses is not None:
            yield Violation("REVERSED_TWICE", entry.reverses, {"second": entry.id})
        seen.add(entry.reverses)


def net_per_place(legs: Iterable[Leg]) -> dict[tuple[Hashable, Hashable], Decimal]:
    """Sum per (account, unit) of loose legs, without those at zero."""
    return balances([Entry("loose", tuple(legs))])


Invariant = Callable[[Iterable[Entry]], Iterator[Violation]]

INVARIANTS: tuple[Invariant, ...] = (
    every_entry_nets_to_zero,
    reversals_mirror_their_original,
    an_entry_is_reversed_once,
)


def violations(entries: Iterable[Entry], invariants: Iterable[Invariant] = INVARIANTS) -> list[Violation]:
    """Everything that is wrong with these entries; empty when all invariants hold."""
    given = tuple(entries)
    return [violation for invariant in invariants for violation in invariant(given)]
