"""P14: the stock of one tenant does not exist for another."""

from __future__ import annotations

import pytest

from kontor.ledgers.stock import api as stock
from kontor.ledgers.stock.errors import ItemNotStocked
from kontor.ledgers.stock.tests.warehouse import warehouse_of
from kontor.ledgers.tests.database import ROLES, refused


def test_another_tenant_sees_and_moves_nothing(warehouse):
    warehouse.receive("5", "BOLT", "A-01")
    other = warehouse_of()
    theirs = stock.BalanceFilter(item_ids=[warehouse.ids["BOLT"]])
    assert stock.balances(other.actor, theirs) == []
    assert stock.history(other.actor, warehouse.company_id, warehouse.ids["BOLT"]) == []
    other.ids["BOLT"] = warehouse.ids["BOLT"]
    with pytest.raises(ItemNotStocked):
        other.receive("1", "BOLT", "A-01")


@pytest.mark.parametrize("role", ROLES)
def test_the_database_refuses_a_foreign_tenants_item(warehouse, role):
    warehouse.receive("5", "BOLT", "A-01")
    other = warehouse_of()
    other.receive("5", "BOLT", "A-01")
    foreign = "UPDATE stock_balance SET item_id = %(item)s WHERE tenant_id = %(tenant)s"
    tenant = other.actor.tenant_id
    assert "in_tenant" in refused(role, tenant, foreign, item=warehouse.ids["BOLT"], tenant=tenant)
