"""S1: the database keeps the ledger's promises by itself, whoever asks."""

from __future__ import annotations

import pytest

from kontor.ledgers.tests.database import ROLES, behind, refused


@pytest.mark.parametrize("role", ROLES)
class TestRefusals:
    @pytest.mark.parametrize("table", ["stock_move", "stock_adjustment"])
    @pytest.mark.parametrize("change", ["UPDATE {} SET value = 0", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
    def test_a_changed_or_deleted_move(self, warehouse, role, table, change):
        warehouse.receive("1", "BOLT", "A-01")
        words = refused(role, warehouse.actor.tenant_id, change.format(table))
        assert "append-only" in words or "permission denied" in words

    def test_a_negative_balance(self, warehouse, role):
        warehouse.receive("1", "BOLT", "A-01")
        words = refused(role, warehouse.actor.tenant_id, "UPDATE stock_balance SET on_hand = -1")
        assert "stock_balance_never_negative" in words or "promises_only" in words

    def test_a_promise_of_more_than_there_is(self, warehouse, role):
        warehouse.receive("1", "BOLT", "A-01")
        words = refused(role, warehouse.actor.tenant_id, "UPDATE stock_balance SET reserved = 2")
        assert "promises_only_what_it_holds" in words

    def test_value_without_quantity(self, warehouse, role):
        warehouse.receive("1", "BOLT", "A-01")
        words = refused(role, warehouse.actor.tenant_id, "UPDATE stock_cost SET quantity = 0")
        assert "nothing_is_worth_nothing" in words

    def test_a_closed_layer_that_holds_something(self, warehouse, role):
        warehouse.receive("1", "NUT", "A-01")
        words = refused(role, warehouse.actor.tenant_id, "UPDATE stock_layer SET is_open = false")
        assert "stock_layer_open_while" in words

    def test_a_move_of_nothing_or_to_the_same_place(self, warehouse, role):
        warehouse.receive("1", "BOLT", "A-01")
        copied = """
          INSERT INTO stock_move SELECT (jsonb_populate_record(m, %(changes)s::jsonb)).* FROM stock_move m
        """
        for changes, words in (
            ('{"id": "00000000-0000-7000-8000-000000000001", "quantity": 0}', "quantity_positive"),
            ('{"id": "00000000-0000-7000-8000-000000000001", "value": -1}', "value_not_negative"),
        ):
            assert words in refused(role, warehouse.actor.tenant_id, copied, changes=changes)


def test_proofs_find_what_was_changed_behind_the_ledgers_back(warehouse):  # C9
    warehouse.receive("5", "BOLT", "A-01", "2")
    warehouse.receive("5", "NUT", "A-01", "2")
    tenant = warehouse.actor.tenant_id
    behind("default", tenant, "UPDATE stock_balance SET on_hand = on_hand + 1")
    behind("default", tenant, "UPDATE stock_cost SET value = value + 1")
    codes = sorted(each.code for each in warehouse.violations())
    assert codes == [
        "STOCK_BALANCE_DIFFERS",
        "STOCK_BALANCE_DIFFERS",
        "STOCK_LAYERS_DIFFER",
        "STOCK_VALUE_DIFFERS",
        "STOCK_VALUE_DIFFERS",
    ]
