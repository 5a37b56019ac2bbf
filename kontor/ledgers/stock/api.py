"""The public face of the stock ledger. Neither rights nor documents are known here: callers have decided already."""

from kontor.ledgers.stock.contracts import (
    BalanceRow,
    HistoryRow,
    ItemFacts,
    LayerRow,
    LocationFacts,
    MoveRequest,
    MoveResult,
    ReservationRequest,
    ValuationRow,
)
from kontor.ledgers.stock.facts import item_facts
from kontor.ledgers.stock.mirrors import mirrors_of
from kontor.ledgers.stock.queries import BalanceFilter, available, balances, history, layers, valuation
from kontor.ledgers.stock.services.post import post
from kontor.ledgers.stock.services.reserve import release, release_expired, reserve

__all__ = [
    "BalanceFilter",
    "BalanceRow",
    "HistoryRow",
    "ItemFacts",
    "LayerRow",
    "LocationFacts",
    "MoveRequest",
    "MoveResult",
    "ReservationRequest",
    "ValuationRow",
    "available",
    "balances",
    "history",
    "item_facts",
    "layers",
    "mirrors_of",
    "post",
    "release",
    "release_expired",
    "reserve",
    "valuation",
]
