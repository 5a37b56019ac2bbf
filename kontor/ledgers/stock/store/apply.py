"""Write a plan: moves, adjustments, balances, pools, layers, reservations and lots in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from kontor.kernel.clock import current_clock
from kontor.kernel.ids import new_id
from kontor.ledgers.statements import records, run
from kontor.ledgers.stock.planning import Plan
from kontor.tenancy.context import current

# The rows were locked by ``load_state``, so their new values are written as they are.
APPLY = """
WITH moves AS (
  INSERT INTO stock_move (id, tenant_id, company_id, item_id, lot, project_id, source_location_id, target_location_id,
    quantity, direction, value, move_date, reverses_id, source_type, source_document_id, source_line_id,
    posted_at, posted_by)
  SELECT m.id, %(tenant)s::uuid, %(company)s::uuid, m.item_id, m.lot, m.project_id, m.source_location_id,
    m.target_location_id, m.quantity, m.direction, m.value, m.move_date, m.reverses_id, m.source_type,
    m.source_document_id, m.source_line_id, %(now)s::timestamptz, %(user)s::uuid
  FROM jsonb_to_recordset(%(moves)s::jsonb) AS m(id uuid, item_id uuid, lot text, project_id uuid,
    source_location_id uuid, target_location_id uuid, quantity numeric, direction smallint, value numeric,
    move_date date, reverses_id uuid, source_type text, source_document_id uuid, source_line_id uuid)
), adjustments AS (
  INSERT INTO stock_adjustment (id, tenant_id, move_id, company_id, item_id, adjustment_date, value)
  SELECT a.id, %(tenant)s::uuid, a.move_id, %(company)s::uuid, a.item_id, a.adjustment_date, a.value
  FROM jsonb_to_recordset(%(adjustments)s::jsonb)
    AS a(id uuid, move_id uuid, item_id uuid, adjustment_date date, value numeric)
), pools AS (
  UPDATE stock_cost c SET quantity = p.quantity, value = p.value, last_unit_cost = p.last_unit_cost,
    last_move_date = p.last_move_date, costing = p.costing
  FROM jsonb_to_recordset(%(pools)s::jsonb)
    AS p(id uuid, quantity numeric, value numeric, last_unit_cost numeric, last_move_date date, costing text)
  WHERE c.tenant_id = %(tenant)s::uuid AND c.id = p.id
), new_layers AS (
  INSERT INTO stock_layer (id, tenant_id, company_id, item_id, move_id, layer_date, quantity_left, value_left, is_open)
  SELECT l.id, %(tenant)s::uuid, %(company)s::uuid, l.item_id, l.move_id, l.layer_date, l.quantity_left, l.value_left,
    l.quantity_left > 0
  FROM jsonb_to_recordset(%(new_layers)s::jsonb)
    AS l(id uuid, item_id uuid, move_id uuid, layer_date date, quantity_left numeric, value_left numeric)
), layers AS (
  UPDATE stock_layer s SET quantity_left = l.quantity_left, value_left = l.value_left, is_open = l.quantity_left > 0
  FROM jsonb_to_recordset(%(layers)s::jsonb) AS l(id uuid, quantity_left numeric, value_left numeric)
  WHERE s.tenant_id = %(tenant)s::uuid AND s.id = l.id
), reservations AS (
  UPDATE stock_reservation r SET quantity_left = u.quantity_left
  FROM jsonb_to_recordset(%(reservations)s::jsonb) AS u(id uuid, quantity_left numeric)
  WHERE r.tenant_id = %(tenant)s::uuid AND r.id = u.id
), lots AS (
  INSERT INTO stock_lot AS known (id, tenant_id, item_id, lot, expiry_date)
  SELECT l.id, %(tenant)s::uuid, l.item_id, l.lot, l.expiry_date
  FROM jsonb_to_recordset(%(lots)s::jsonb) AS l(id uuid, item_id uuid, lot text, expiry_date date)
  ORDER BY l.item_id, l.lot
  ON CONFLICT (tenant_id, item_id, lot) DO UPDATE SET expiry_date = excluded.expiry_date
    WHERE known.expiry_date IS NULL AND excluded.expiry_date IS NOT NULL
)
UPDATE stock_balance b SET on_hand = p.on_hand, reserved = p.reserved, last_move_date = p.last_move_date,
  may_be_negative = p.may_be_negative
FROM jsonb_to_recordset(%(balances)s::jsonb)
  AS p(id uuid, on_hand numeric, reserved numeric, last_move_date date, may_be_negative boolean)
WHERE b.tenant_id = %(tenant)s::uuid AND b.id = p.id
"""


def write_plan(company_id: UUID, plan: Plan) -> None:
    """One round trip, whatever the number of moves."""
    work = current()
    written = run(
        APPLY,
        {
            "tenant": work.tenant_id,
            "company": company_id,
            "user": work.actor.user_id,
            "now": current_clock().now(),
            "moves": records(_moves(plan)),
            "adjustments": records(_adjustments(plan)),
            "pools": records(_pools(plan)),
            "new_layers": records(_layers(plan, new=True)),
            "layers": records(_layers(plan, new=False)),
            "reservations": records(_reservations(plan)),
            "lots": records(_lots(plan)),
            "balances": records(_balances(plan)),
        },
    )
    assert written == len(plan.balances), f"{written} of {len(plan.balances)} balances were there to be written"


def _moves(plan: Plan) -> Iterator[dict[str, Any]]:
    for move in plan.moves:
        request, result = move.request, move.result
        yield {
            "id": result.move_id,
            "item_id": request.item_id,
            "lot": request.lot,
            "project_id": request.project_id,
            "source_location_id": request.source_location_id,
            "target_location_id": request.target_location_id,
            "quantity": request.quantity,
            "direction": result.direction,
            "value": result.value,
            "move_date": request.date,
            "reverses_id": request.reverses,
            "source_type": request.source_type,
            "source_document_id": request.source_document_id,
            "source_line_id": request.source_line_id,
        }


def _adjustments(plan: Plan) -> Iterator[dict[str, Any]]:
    for move in plan.moves:
        if move.result.adjustment:
            yield {
                "id": new_id(),
                "move_id": move.result.move_id,
                "item_id": move.request.item_id,
                "adjustment_date": move.result.adjustment_date,
                "value": move.result.adjustment,
            }


def _pools(plan: Plan) -> Iterator[dict[str, Any]]:
    for pool in plan.pools.values():
        yield {
            "id": pool.row_id,
            "quantity": pool.quantity,
            "value": pool.value,
            "last_unit_cost": pool.last_unit_cost,
            "last_move_date": pool.last_date,
            "costing": pool.costing,
        }


def _layers(plan: Plan, *, new: bool) -> Iterator[dict[str, Any]]:
    """A layer made and used up in the same posting is written once, as new."""
    for item_id, pool in plan.pools.items():
        for layer in pool.layers:
            if layer.is_new is new and (layer.is_new or layer.is_touched):
                yield {
                    "id": layer.id,
                    "item_id": item_id,
                    "move_id": layer.move_id,
                    "layer_date": layer.layer_date,
                    "quantity_left": layer.quantity_left,
                    "value_left": layer.value_left,
                }


def _reservations(plan: Plan) -> Iterator[dict[str, Any]]:
    for held in plan.reservations.values():
        yield {"id": held.id, "quantity_left": held.quantity_left}


def _lots(plan: Plan) -> Iterator[dict[str, Any]]:
    for (item_id, lot), expiry in plan.new_lots.items():
        yield {"id": new_id(), "item_id": item_id, "lot": lot, "expiry_date": expiry}


def _balances(plan: Plan) -> Iterator[dict[str, Any]]:
    for balance in plan.balances.values():
        yield {
            "id": balance.row_id,
            "on_hand": balance.on_hand,
            "reserved": balance.reserved,
            "last_move_date": balance.last_date,
            "may_be_negative": balance.may_be_negative,
        }
