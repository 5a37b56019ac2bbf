"""Where the ledger learns about items and locations: one question each, for a whole posting.

The ledger knows no item table. ``FactsSource`` is what it asks; masterdata's answer is installed by default
(``masterdata_facts.py``), tests of the pure parts bring their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol
from uuid import UUID

from kontor.ledgers.stock.contracts import Facts, ItemFacts, LocationFacts, MoveRequest
from kontor.tenancy.context import current


class FactsSource(Protocol):
    """Answers set-based; ids that do not exist are missing in the answer."""

    def items(self, ids: Collection[UUID]) -> Mapping[UUID, ItemFacts]:
        """Facts about SKUs by id."""

    def locations(self, ids: Collection[UUID]) -> Mapping[UUID, LocationFacts]:
        """Facts about locations by id."""


_MEMO = "stock.item_facts"
_source: ContextVar[FactsSource | None] = ContextVar("stock_facts_source", default=None)


def source() -> FactsSource:
    """The source of this context; master data unless ``use_source`` says otherwise."""
    given = _source.get()
    if given is not None:
        return given
    from kontor.ledgers.stock.masterdata_facts import MasterdataFacts

    return MasterdataFacts()


@contextmanager
def use_source(chosen: FactsSource) -> Iterator[FactsSource]:
    """Let everything inside the block ask ``chosen``."""
    token = _source.set(chosen)
    try:
        yield chosen
    finally:
        _source.reset(token)


def item_facts(ids: Collection[UUID]) -> dict[UUID, ItemFacts]:
    """Facts about items by id, asked once in a unit of work; unknown ids are missing."""
    known = _known()
    if unknown := set(ids) - set(known):
        known |= source().items(unknown)
    return {each: known[each] for each in ids if each in known}


def _known() -> dict[UUID, ItemFacts]:
    """The unit of work's memory, or nothing where a test brings its own facts."""
    return {} if _source.get() is not None else current().remember(_MEMO, dict)


def facts_for(requests: Iterable[MoveRequest]) -> Facts:
    """Everything the requests name, in two questions."""
    given = tuple(requests)
    locations = {end for each in given for end in (each.source_location_id, each.target_location_id)}
    return Facts(item_facts({each.item_id for each in given}), source().locations(locations))
