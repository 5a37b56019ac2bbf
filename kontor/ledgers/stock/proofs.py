"""Promises of the stock ledger that can be checked at any time (S1, S2, peers B4)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from kontor.kernel.proofs import Violation, proof
from kontor.kernel.text import Text
from kontor.ledgers.statements import rows
from kontor.ledgers.stock.costing import methods

QUANTITIES = """
SELECT coalesce(b.item_id, m.item_id), coalesce(b.location_id, m.location_id), coalesce(b.on_hand, 0),
       coalesce(m.moved, 0)
FROM (
  SELECT company_id, item_id, location_id, lot, project_id, sum(quantity) AS moved FROM (
    SELECT company_id, item_id, target_location_id AS location_id, lot, project_id, quantity
    FROM stock_move WHERE tenant_id = %(tenant)s::uuid AND direction >= 0
    UNION ALL
    SELECT company_id, item_id, source_location_id, lot, project_id, -quantity
    FROM stock_move WHERE tenant_id = %(tenant)s::uuid AND direction <= 0
  ) ends GROUP BY 1, 2, 3, 4, 5
) m
FULL JOIN (SELECT * FROM stock_balance WHERE tenant_id = %(tenant)s::uuid) b
  ON b.company_id = m.company_id AND b.item_id = m.item_id AND b.location_id = m.location_id AND b.lot = m.lot
  AND coalesce(b.project_id, b.tenant_id) = coalesce(m.project_id, %(tenant)s::uuid)
WHERE coalesce(b.on_hand, 0) <> coalesce(m.moved, 0)
"""

POOLS = """
SELECT coalesce(c.item_id, m.item_id), coalesce(c.quantity, 0), coalesce(m.quantity, 0), coalesce(c.value, 0),
       coalesce(m.value, 0)
FROM (SELECT * FROM stock_cost WHERE tenant_id = %(tenant)s::uuid) c
FULL JOIN (
  SELECT company_id, item_id, sum(quantity) AS quantity, sum(value) AS value FROM (
    SELECT company_id, item_id, direction * quantity AS quantity, direction * value AS value
    FROM stock_move WHERE tenant_id = %(tenant)s::uuid AND direction <> 0
    UNION ALL
    SELECT company_id, item_id, 0, value FROM stock_adjustment WHERE tenant_id = %(tenant)s::uuid
  ) parts GROUP BY 1, 2
) m ON m.company_id = c.company_id AND m.item_id = c.item_id
WHERE coalesce(c.quantity, 0) <> coalesce(m.quantity, 0) OR coalesce(c.value, 0) <> coalesce(m.value, 0)
"""

LAYERS = """
SELECT c.item_id, c.quantity, c.value, coalesce(sum(l.quantity_left), 0), coalesce(sum(l.value_left), 0)
FROM stock_cost c
LEFT JOIN stock_layer l
  ON l.tenant_id = c.tenant_id AND l.company_id = c.company_id AND l.item_id = c.item_id AND l.is_open
WHERE c.tenant_id = %(tenant)s::uuid
GROUP BY c.id, c.item_id, c.quantity, c.value, c.costing
HAVING (c.costing = ANY(%(layered)s::text[]) AND c.quantity >= 0
        AND (coalesce(sum(l.quantity_left), 0) <> c.quantity OR coalesce(sum(l.value_left), 0) <> c.value))
    OR (c.costing <> ALL(%(layered)s::text[]) AND count(l.id) > 0)
"""

PROMISES = """
SELECT coalesce(b.item_id, r.item_id), coalesce(b.location_id, r.location_id), coalesce(b.reserved, 0),
       coalesce(r.promised, 0)
FROM (SELECT * FROM stock_balance WHERE tenant_id = %(tenant)s::uuid) b
FULL JOIN (
  SELECT company_id, item_id, location_id, lot, project_id, sum(quantity_left) AS promised
  FROM stock_reservation WHERE tenant_id = %(tenant)s::uuid GROUP BY 1, 2, 3, 4, 5
) r ON b.company_id = r.company_id AND b.item_id = r.item_id AND b.location_id = r.location_id AND b.lot = r.lot
  AND coalesce(b.project_id, b.tenant_id) = coalesce(r.project_id, %(tenant)s::uuid)
WHERE coalesce(b.reserved, 0) <> coalesce(r.promised, 0)
"""


@proof("stock_quantities", label=Text(en="Stock on hand equals its moves", zh_hant="庫存數量等於異動合計"))
def quantities_add_up(tenant_id: UUID) -> Iterator[Violation]:
    """Every balance is the sum of the moves into and out of its place."""
    for item_id, location_id, on_hand, moved in rows(QUANTITIES, {"tenant": tenant_id}):
        yield Violation("STOCK_BALANCE_DIFFERS", item_id, {"location": location_id, "on_hand": on_hand, "moved": moved})


@proof("stock_values", label=Text(en="Stock value equals its moves", zh_hant="庫存價值等於異動合計"))
def values_add_up(tenant_id: UUID) -> Iterator[Violation]:
    """Every cost pool is the sum of the moves and adjustments of its item."""
    for item_id, quantity, moved, value, moved_value in rows(POOLS, {"tenant": tenant_id}):
        facts = {"quantity": quantity, "moved": moved, "value": value, "moved_value": moved_value}
        yield Violation("STOCK_VALUE_DIFFERS", item_id, facts)


@proof("stock_layers", label=Text(en="Cost layers equal the stock value", zh_hant="成本層合計等於庫存價值"))
def layers_equal_pools(tenant_id: UUID) -> Iterator[Violation]:
    """Under a layered method the open layers are the pool; under any other there are none."""
    layered_methods = [method.name for method in methods if method.keeps_layers]
    for item_id, quantity, value, layered, layered_value in rows(
        LAYERS, {"tenant": tenant_id, "layered": layered_methods}
    ):
        facts = {"quantity": quantity, "value": value, "layers": layered, "layers_value": layered_value}
        yield Violation("STOCK_LAYERS_DIFFER", item_id, facts)


@proof(
    "stock_reservations", label=Text(en="Reserved stock equals its reservations", zh_hant="保留數量等於保留明細合計")
)
def promises_add_up(tenant_id: UUID) -> Iterator[Violation]:
    """What a balance shows as reserved is what open reservations promise."""
    for item_id, location_id, reserved, promised in rows(PROMISES, {"tenant": tenant_id}):
        facts = {"location": location_id, "reserved": reserved, "promised": promised}
        yield Violation("STOCK_RESERVED_DIFFERS", item_id, facts)
