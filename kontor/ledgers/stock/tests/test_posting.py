"""S1, S2, S3: what a posting does to balances, values, lots and promises."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kontor.ledgers.stock import api as stock
from kontor.ledgers.stock import places
from kontor.ledgers.stock.errors import (
    AlreadyReversed,
    InsufficientStock,
    InsufficientStockOnDate,
    LotExpiryDiffers,
    LotRequired,
    MoveOutsideStock,
    QuantityInvalid,
    ReservationUnknown,
)
from kontor.tenancy.api import working


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def test_goods_that_enter_are_on_hand_and_worth_their_cost(warehouse):  # S1, S2
    received = warehouse.receive("10", "BOLT", "A-01", "2.50")
    assert (received.direction, received.value) == (1, Decimal("25.00"))
    assert warehouse.on_hand("BOLT", "A-01") == 10
    assert warehouse.value("BOLT") == (10, 25)
    assert warehouse.violations() == []


def test_a_put_away_moves_quantity_and_no_value(warehouse):  # R7
    warehouse.receive("10", "BOLT", "A-01", "2.50")
    (moved,) = warehouse.post(warehouse.move("4", "BOLT", "A-01", "A-02"))
    assert (moved.direction, moved.value) == (0, 0)
    assert (warehouse.on_hand("BOLT", "A-01"), warehouse.on_hand("BOLT", "A-02")) == (6, 4)
    assert warehouse.value("BOLT") == (10, 25)
    assert warehouse.violations() == []


def test_more_than_is_there_is_refused_with_the_figures(warehouse):  # S1
    warehouse.receive("3", "BOLT", "A-01")
    with pytest.raises(InsufficientStock) as refused:
        warehouse.issue("5", "BOLT", "A-01")
    facts = refused.value.facts()
    assert (facts["sku_code"], facts["location"], facts["unit"]) == ("BOLT", "A-01", "pcs")
    assert (Decimal(str(facts["requested"])), Decimal(str(facts["available"]))) == (5, 3)
    assert warehouse.on_hand("BOLT") == 3
    assert "BOLT" in refused.value.message("zh-Hant")


def test_moving_average_values_every_unit_alike(warehouse):  # S2
    warehouse.receive("10", "BOLT", "A-01", "1.00")
    warehouse.receive("10", "BOLT", "A-01", "2.00")
    assert warehouse.issue("5", "BOLT", "A-01").value == Decimal("7.50")
    assert warehouse.value("BOLT") == (15, Decimal("22.50"))


def test_fifo_takes_the_oldest_receipts_first(warehouse):  # S2
    warehouse.receive("10", "NUT", "A-01", "1.00", date=day(1))
    warehouse.receive("10", "NUT", "A-02", "2.00", date=day(2))
    warehouse.post(warehouse.move("10", "NUT", "A-02", "A-01"))
    assert warehouse.issue("12", "NUT", "A-01").value == Decimal("14.00")
    assert warehouse.value("NUT") == (8, 16)
    (left,) = stock.layers(warehouse.actor, warehouse.company_id, warehouse.ids["NUT"])
    assert (left.layer_date, left.quantity, left.value) == (day(2), 8, 16)
    assert warehouse.violations() == []


@pytest.mark.parametrize("item", ["BOLT", "NUT"])
def test_the_last_quantity_takes_the_last_cent(warehouse, item):  # S2
    warehouse.post(warehouse.move("3", item, "supplier", "A-01", value=Decimal("10.00")))
    values = [warehouse.issue("1", item, "A-01").value for _ in range(3)]
    assert values == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]
    assert warehouse.value(item) == (0, 0)
    assert warehouse.violations() == []


def test_reserved_goods_are_kept_for_their_holder(warehouse):  # S1, R9
    warehouse.receive("10", "BOLT", "A-01")
    warehouse.reserve("8", "BOLT", "A-01", "line-1")
    with pytest.raises(InsufficientStock) as refused:
        warehouse.issue("3", "BOLT", "A-01")
    assert refused.value.available == 2
    warehouse.issue("8", "BOLT", "A-01", reservation_key="line-1")
    warehouse.issue("2", "BOLT", "A-01")
    assert warehouse.on_hand("BOLT") == 0
    assert warehouse.violations() == []


def test_what_is_left_of_a_reservation_can_be_released_once(warehouse):  # R9
    warehouse.receive("10", "BOLT", "A-01")
    warehouse.reserve("8", "BOLT", "A-01", "line-1")
    warehouse.issue("5", "BOLT", "A-01", reservation_key="line-1")
    stock.release(warehouse.actor, ["line-1"])
    with pytest.raises(ReservationUnknown):
        stock.release(warehouse.actor, ["line-1"])
    warehouse.issue("5", "BOLT", "A-01")
    assert warehouse.violations() == []


def test_more_than_is_free_cannot_be_reserved(warehouse):  # S1
    warehouse.receive("10", "BOLT", "A-01")
    warehouse.reserve("8", "BOLT", "A-01", "line-1")
    with pytest.raises(InsufficientStock) as refused:
        warehouse.reserve("3", "BOLT", "A-01", "line-2")
    assert refused.value.available == 2


def test_expired_reservations_are_given_back(warehouse):  # R9
    warehouse.receive("10", "BOLT", "A-01")
    warehouse.reserve("8", "BOLT", "A-01", "old", valid_until=dt.date(2020, 1, 1))
    warehouse.reserve("1", "BOLT", "A-01", "new", valid_until=dt.date(2999, 1, 1))
    assert stock.release_expired(warehouse.actor) == 1
    (row,) = stock.balances(warehouse.actor)
    assert (row.reserved, row.available) == (1, 9)
    assert warehouse.violations() == []


def test_lots_are_kept_apart_and_the_first_to_expire_is_offered_first(warehouse):  # S3
    warehouse.item("MILK", lot_tracked=True)
    warehouse.receive("5", "MILK", "A-01", lot="L1", expiry_date=day(30))
    warehouse.receive("5", "MILK", "A-01", lot="L2", expiry_date=day(20))
    offered = stock.available(warehouse.actor, stock.BalanceFilter(item_ids=[warehouse.ids["MILK"]]))
    assert [(row.lot, row.expiry_date) for row in offered] == [("L2", day(20)), ("L1", day(30))]
    with pytest.raises(InsufficientStock):
        warehouse.issue("6", "MILK", "A-01", lot="L2")


def test_a_lot_tracked_item_moves_only_with_its_lot(warehouse):  # S3
    warehouse.item("MILK", lot_tracked=True)
    with pytest.raises(LotRequired):
        warehouse.receive("5", "MILK", "A-01")


def test_a_lot_has_one_expiry_date(warehouse):  # S3
    warehouse.item("MILK", lot_tracked=True)
    warehouse.receive("5", "MILK", "A-01", lot="L1", expiry_date=day(30))
    with pytest.raises(LotExpiryDiffers):
        warehouse.receive("5", "MILK", "A-01", lot="L1", expiry_date=day(29))


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0000001"])
def test_a_quantity_is_positive_with_at_most_six_decimals(warehouse, quantity):  # S1
    with pytest.raises(QuantityInvalid):
        warehouse.receive(quantity, "BOLT", "A-01")


def test_a_move_touches_stock(warehouse):  # S1
    with pytest.raises(MoveOutsideStock):
        warehouse.post(warehouse.move("1", "BOLT", "supplier", "consumption"))


def test_negative_stock_only_where_policy_allows_it_and_the_receipt_settles_the_guess(warehouse):  # S1, S2
    warehouse.location("YARD", may_be_negative=True)
    warehouse.receive("1", "BOLT", "YARD", "10.00")
    assert warehouse.issue("4", "BOLT", "YARD").value == Decimal("40.00")
    assert warehouse.value("BOLT") == (-3, -30)
    received = warehouse.receive("10", "BOLT", "YARD", "12.00")
    assert (received.value, received.adjustment) == (Decimal("120.00"), Decimal("-6.00"))
    assert warehouse.value("BOLT") == (7, 84)
    assert warehouse.violations() == []


def test_a_back_dated_issue_is_worth_what_the_goods_were_worth_then(warehouse):  # S2, B3
    warehouse.receive("10", "BOLT", "A-01", "10.00", date=day(1))
    warehouse.receive("10", "BOLT", "A-01", "20.00", date=day(5))
    late = warehouse.issue("5", "BOLT", "A-01", date=day(2))
    assert late.value == Decimal("50.00")
    assert (late.adjustment, late.adjustment_date) == (Decimal("-25.00"), day(5))
    assert warehouse.value("BOLT", day(2)) == (5, 50)
    assert warehouse.value("BOLT", day(4)) == (5, 50)
    assert warehouse.value("BOLT", day(5)) == (15, 225)
    assert warehouse.value("BOLT") == (15, 225)
    assert warehouse.violations() == []


def test_a_back_dated_receipt_rewrites_nothing(warehouse):  # S2, B3
    warehouse.receive("10", "NUT", "A-01", "10.00", date=day(1))
    warehouse.issue("5", "NUT", "A-01", date=day(5))
    before = [
        (row.move_id, row.value) for row in stock.history(warehouse.actor, warehouse.company_id, warehouse.ids["NUT"])
    ]
    warehouse.receive("10", "NUT", "A-01", "30.00", date=day(3))
    after = [
        (row.move_id, row.value) for row in stock.history(warehouse.actor, warehouse.company_id, warehouse.ids["NUT"])
    ]
    assert [row for row in after if row in before] == before
    assert warehouse.value("NUT", day(2)) == (10, 100)
    assert warehouse.value("NUT", day(4)) == (20, 400)
    assert warehouse.value("NUT") == (15, 350)
    assert warehouse.violations() == []


def test_a_back_dated_issue_cannot_make_a_past_day_negative(warehouse):  # S1, B3
    warehouse.receive("10", "BOLT", "A-01", date=day(1))
    warehouse.issue("8", "BOLT", "A-01", date=day(3))
    warehouse.receive("10", "BOLT", "A-01", date=day(5))
    with pytest.raises(InsufficientStockOnDate) as refused:
        warehouse.issue("3", "BOLT", "A-01", date=day(2))
    assert refused.value.available == 2
    warehouse.issue("2", "BOLT", "A-01", date=day(2))
    with pytest.raises(InsufficientStockOnDate):
        warehouse.issue("1", "BOLT", "A-01", date=day(4))
    assert warehouse.violations() == []


def test_an_issue_and_its_mirror_leave_everything_as_it_was(warehouse):  # S1, S2
    warehouse.receive("3", "NUT", "A-01", "3.333", date=day(1))
    before = warehouse.value("NUT")
    issued = warehouse.issue("1", "NUT", "A-01")
    back = warehouse.move("1", "NUT", "consumption", "A-01", reverses=issued.move_id)
    (mirrored,) = warehouse.post(back)
    assert mirrored.value == issued.value
    assert warehouse.value("NUT") == before
    assert warehouse.violations() == []
    with pytest.raises(AlreadyReversed):
        warehouse.post(warehouse.move("1", "NUT", "consumption", "A-01", reverses=issued.move_id))


def test_a_receipt_taken_back_takes_its_own_layer(warehouse):  # S2
    warehouse.receive("5", "NUT", "A-01", "1.00", date=day(1))
    wrong = warehouse.receive("5", "NUT", "A-01", "9.00", date=day(2))
    back = warehouse.move("5", "NUT", "A-01", "supplier", reverses=wrong.move_id)
    (mirrored,) = warehouse.post(back)
    assert (mirrored.value, mirrored.adjustment) == (Decimal("45.00"), 0)
    assert warehouse.value("NUT") == (5, 5)
    assert warehouse.violations() == []


def test_history_shows_quantity_and_value_after_each_move(warehouse):  # R9
    warehouse.receive("10", "BOLT", "A-01", "2.00", date=day(1))
    warehouse.issue("4", "BOLT", "A-01", date=day(2))
    rows = stock.history(warehouse.actor, warehouse.company_id, warehouse.ids["BOLT"])
    assert [(row.date, row.balance, row.stock_value) for row in rows] == [(day(2), 6, 12), (day(1), 10, 20)]
    only = stock.history(warehouse.actor, warehouse.company_id, warehouse.ids["BOLT"], until=day(1), limit=1)
    assert [row.balance for row in only] == [10]


def test_receiving_and_issuing_in_one_posting(warehouse):  # S2
    received, issued = warehouse.post(
        warehouse.move("10", "NUT", "supplier", "A-01", unit_cost="2"),
        warehouse.move("4", "NUT", "A-01", "consumption"),
    )
    assert (received.value, issued.value) == (20, 8)
    assert warehouse.value("NUT") == (6, 12)
    assert warehouse.violations() == []


def test_one_refused_move_refuses_the_posting(warehouse):  # S1, P15
    with pytest.raises(InsufficientStock):
        warehouse.post(
            warehouse.move("10", "BOLT", "supplier", "A-01", unit_cost="2"),
            warehouse.move("11", "BOLT", "A-01", "consumption"),
        )
    assert warehouse.on_hand("BOLT") == 0


def test_goods_owned_by_a_project_are_not_free_for_others(warehouse):  # S1
    project = warehouse.project("P1")
    warehouse.receive("5", "BOLT", "A-01", project_id=project)
    with pytest.raises(InsufficientStock):
        warehouse.issue("1", "BOLT", "A-01")
    warehouse.issue("1", "BOLT", "A-01", project_id=project)
    assert warehouse.violations() == []


def test_master_data_learns_how_full_places_are_and_where_items_lie(warehouse):  # R7
    warehouse.receive("5", "BOLT", "A-01")
    warehouse.receive("2", "NUT", "A-01")
    warehouse.post(warehouse.move("5", "BOLT", "A-01", "A-02"))
    with working(warehouse.actor, read_only=True):
        full = places.occupancy([warehouse.ids["A-01"], warehouse.ids["A-02"]])
        lies = places.item_places(warehouse.ids["BOLT"])
    assert full == {warehouse.ids["A-01"]: 2, warehouse.ids["A-02"]: 5}
    assert lies == {warehouse.ids["A-02"]}
