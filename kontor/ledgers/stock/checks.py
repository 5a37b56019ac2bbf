"""Is a move request possible at all? Needs facts about items and locations, no balances. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.kernel.rounding import round_decimal
from kontor.ledgers.stock.contracts import NO_LOT, QUANTITY_PLACES, Facts, ItemFacts, LocationFacts, MoveRequest
from kontor.ledgers.stock.costing import methods
from kontor.ledgers.stock.errors import (
    CostingUnknown,
    ItemNotStocked,
    LocationUnknown,
    LotRequired,
    MoveOutsideStock,
    QuantityInvalid,
    UnitCostInvalid,
)


def ensure_possible(requests: Iterable[MoveRequest], facts: Facts) -> None:
    """Refuse the first request that names something unknown or asks for something impossible.

    Raises:
        ItemNotStocked, LocationUnknown, MoveOutsideStock, QuantityInvalid, LotRequired, UnitCostInvalid,
        CostingUnknown.
    """
    for request in requests:
        item = facts.items.get(request.item_id)
        if item is None:
            raise ItemNotStocked(request.item_id)
        _ensure_quantity(request, item)
        _ensure_cost(request, item)
        source, target = (_location(facts, each) for each in (request.source_location_id, request.target_location_id))
        if request.source_location_id == request.target_location_id or not (source.is_stocked or target.is_stocked):
            raise MoveOutsideStock(source.code, target.code)
        if item.lot_tracked and request.lot == NO_LOT:
            raise LotRequired(item.code)
        if item.costing not in methods:
            raise CostingUnknown(item.code, item.costing)


def direction(request: MoveRequest, facts: Facts) -> int:
    """+1 goods enter the company's stock, −1 they leave it, 0 they stay inside."""
    return int(facts.locations[request.target_location_id].is_stocked) - int(
        facts.locations[request.source_location_id].is_stocked
    )


def _ensure_quantity(request: MoveRequest, item: ItemFacts) -> None:
    quantity = request.quantity
    fine = quantity.is_finite() and quantity > 0 and quantity == round_decimal(quantity, QUANTITY_PLACES)
    if not fine:
        raise QuantityInvalid(item.code, quantity, QUANTITY_PLACES)


def _ensure_cost(request: MoveRequest, item: ItemFacts) -> None:
    for cost in (request.unit_cost, request.value):
        if cost is not None and (not cost.is_finite() or cost < 0):
            raise UnitCostInvalid(item.code, cost)


def _location(facts: Facts, location_id: object) -> LocationFacts:
    found = facts.locations.get(location_id)  # type: ignore[call-overload]
    if found is None:
        raise LocationUnknown(location_id)  # type: ignore[arg-type]
    return found  # type: ignore[no-any-return]
