"""Post moves: check, lock, plan, write."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.kernel.actor import Actor
from kontor.kernel.currencies import currency_exponent
from kontor.ledgers.stock.checks import ensure_possible
from kontor.ledgers.stock.contracts import MoveRequest, MoveResult
from kontor.ledgers.stock.facts import facts_for
from kontor.ledgers.stock.planning import plan_moves
from kontor.ledgers.stock.store import load_state, write_plan
from kontor.tenancy.api import get_organisation, unit_of_work


@unit_of_work
def post(actor: Actor, moves: Sequence[MoveRequest], *, places: int | None = None) -> dict[str, MoveResult]:
    """Append ``moves`` in the order given and return what each became, by its ``key``.

    All moves belong to one company; keys are unique. Values are rounded to ``places`` decimals of the company's
    currency (None: the currency's own). About six statements, whatever the number of moves.

    Raises:
        InsufficientStock, InsufficientStockOnDate: policy forbids a negative balance, today or on the past day.
        ItemNotStocked, LocationUnknown, MoveOutsideStock, QuantityInvalid, UnitCostInvalid, LotRequired,
        LotExpiryDiffers, CostingUnknown, CostingFixed, AlreadyReversed.

    Source: S1, S2, S3; peers B3–B6.
    """
    if not moves:
        return {}
    company_id = moves[0].company_id
    assert all(each.company_id == company_id for each in moves), "one posting moves the stock of one company"
    assert len({each.key for each in moves}) == len(moves), "move keys are unique within a posting"
    facts = facts_for(moves)
    ensure_possible(moves, facts)
    state = load_state(company_id, moves, facts)
    plan = plan_moves(moves, facts, state, places=_places(company_id) if places is None else places)
    write_plan(company_id, plan)
    return plan.results


def _places(company_id: object) -> int:
    return currency_exponent(get_organisation(company_id).currency)  # type: ignore[arg-type]
