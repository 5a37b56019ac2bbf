"""Units, rates, terms, prices, storage and variants (P14, R3, R7, R10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kontor.kernel.quantity import NoConversion
from kontor.masterdata import api as masterdata
from kontor.masterdata.errors import RateUnknown, StyleHasNoDimensions, TooMany
from kontor.tenancy import api as tenancy
from kontor.testing.parallel import run_parallel

DAY = date(2026, 11, 20)


@pytest.fixture
def bolt(actor):
    return masterdata.create(actor, "sku", {"code": "BOLT", "name": "Bolt", "unit": "pcs"})


def test_an_items_own_conversion_wins(actor, bolt):
    one_box = {"from_unit": "box", "to_unit": "pcs"}
    masterdata.create(actor, "unit_conversion", {**one_box, "factor": "10"})
    masterdata.create(actor, "unit_conversion", {**one_box, "factor": "12", "item": bolt.id})
    with tenancy.working(actor, read_only=True):
        assert masterdata.convert(bolt.id, Decimal(3), "box", "pcs") == 36
        assert masterdata.convert(None, Decimal(3), "box", "pcs") == 30
        assert masterdata.convert(None, Decimal(30), "pcs", "box") == 3
        with pytest.raises(NoConversion):
            masterdata.convert(None, Decimal(1), "kg", "pcs")


def test_the_rate_of_the_day_is_the_latest_before_it(actor):
    for day, value in (("2026-11-01", "31.5"), ("2026-11-15", "32"), ("2026-12-01", "33")):
        rate = {"currency": "USD", "base_currency": "TWD", "rate_date": day, "rate": value}
        masterdata.create(actor, "exchange_rate", rate)
    with tenancy.working(actor, read_only=True):
        assert masterdata.rate("USD", "TWD", DAY) == Decimal(32)
        assert masterdata.rate("TWD", "USD", DAY) == Decimal("0.03125")
        assert masterdata.rate("TWD", "TWD", DAY) == 1
        with pytest.raises(RateUnknown):
            masterdata.rate("USD", "TWD", date(2026, 10, 1))
        with pytest.raises(RateUnknown):
            masterdata.rate("JPY", "TWD", DAY)


@pytest.mark.parametrize(
    ("terms", "due"), [("CASH", DAY), ("NET30", date(2026, 12, 20)), ("EOM30", date(2026, 12, 30))]
)
def test_due_dates(actor, terms, due):  # R10
    with tenancy.working(actor, read_only=True):
        assert masterdata.due_date(masterdata.find_by_key("payment_terms", [terms])[terms], DAY) == due


def test_a_discount_ends_some_days_after_the_invoice(actor):
    made = masterdata.create(
        actor,
        "payment_terms",
        {"code": "2/10", "name": "2/10", "days": 30, "discount_percent": "2", "discount_days": 10},
    )
    with tenancy.working(actor, read_only=True):
        found = masterdata.discount(made.id, DAY)
    assert found is not None
    assert (found.percent, found.until) == (Decimal(2), date(2026, 11, 30))


def test_the_largest_quantity_step_reached_gives_the_price(actor, bolt):  # R3
    acme, best = (masterdata.create(actor, "partner", {"code": code, "name": code}) for code in ("ACME", "BEST"))
    shared = {"item": bolt.id, "currency": "TWD", "unit": "pcs"}
    for partner, quantity, unit_price, extra in (
        (acme, 0, "10", {}),
        (acme, 100, "8.1234", {}),
        (acme, 500, "5", {"valid_to": "2026-01-01"}),
        (best, 100, "7", {"valid_from": "2026-12-01"}),
    ):
        values = {**shared, "partner": partner.id, "min_quantity": quantity, "unit_price": unit_price, **extra}
        masterdata.create(actor, "supplier_price", values)
    with tenancy.working(actor, read_only=True):
        steps = [masterdata.price(bolt.id, acme.id, Decimal(each), DAY) for each in (99, 600)]
        assert [each and each.unit_price for each in steps] == [Decimal(10), Decimal("8.1234")]
        assert masterdata.price(bolt.id, best.id, Decimal(600), DAY) is None
        cheapest = masterdata.price(bolt.id, None, Decimal(100), date(2026, 12, 2))
        assert cheapest is not None and cheapest.partner_id == best.id
        many = masterdata.prices([(bolt.id, acme.id, Decimal(1)), (bolt.id, best.id, Decimal(1))], DAY)
    assert [each and each.unit_price for each in many] == [Decimal(10), None]


def test_a_storage_tree_is_generated_once(actor):  # R7
    asked = (["Z1", "Z2"], ["A", "B"], ["1", "2", "3"], ["L", "R"])
    first = masterdata.generate_locations(actor, "HQ", *asked, capacity=Decimal(50))
    assert (first.created, first.existing) == (2 + 4 + 12 + 24, 0)
    again = masterdata.generate_locations(actor, "HQ", *asked)
    assert (again.created, again.existing) == (0, 42)
    place = masterdata.get(actor, "location", first.ids["Z1-A-3-L"])
    assert place.values["path"] == "HQ/Z1/Z1-A/Z1-A-3/Z1-A-3-L"
    assert place.values["capacity"] == 50


def test_paths_follow_a_renamed_place(actor):
    made = masterdata.generate_locations(actor, "HQ", ["Z1"], ["A"])
    masterdata.change(actor, "location", made.ids["Z1"], {"code": "ZX"}, version=1)
    assert masterdata.get(actor, "location", made.ids["Z1-A"]).values["path"] == "HQ/ZX/Z1-A"


def test_too_large_a_tree_is_refused(actor):
    with pytest.raises(TooMany):
        masterdata.generate_locations(actor, "HQ", ["Z"] * 300, ["S"] * 300)


def test_virtual_places_exist_from_the_start(actor):
    with tenancy.working(actor, read_only=True):
        ids = {masterdata.virtual_location(kind) for kind in masterdata.VIRTUAL_KINDS}
    assert len(ids) == 5


def test_free_places_prefer_the_fixed_bin_and_respect_capacity_and_category(actor):  # R7
    tools = masterdata.create(actor, "item_category", {"code": "T", "name": "Tools"})
    made = masterdata.generate_locations(actor, "HQ", ["Z1"], ["A"], ["1"], ["1", "2", "3"], capacity=Decimal(10))
    masterdata.generate_locations(actor, "HQ", ["Z2"], ["A"], ["1"], ["1"], category_id=tools.id)
    fixed = made.ids["Z1-A-1-2"]
    nut = masterdata.create(actor, "sku", {"code": "NUT", "name": "Nut", "unit": "pcs", "fixed_location": fixed})
    found = masterdata.free_locations(actor, item_id=nut.id, quantity=Decimal(5))
    assert [(each.code, each.reason) for each in found][:2] == [("Z1-A-1-2", "fixed"), ("Z1-A-1-1", "empty")]
    assert "Z2-A-1-1" not in [each.code for each in found]
    assert masterdata.free_locations(actor, item_id=nut.id, quantity=Decimal(11)) == []
    inside = masterdata.free_locations(actor, within=made.ids["Z1-A"], text="a-1-3")
    assert [each.code for each in inside] == ["Z1-A-1-3"]


def style_of(actor, dimensions):
    product = masterdata.create(actor, "product", {"code": "TEE", "name": "T-shirt"})
    values = {"code": "TEE1", "name": "Tee", "product": product.id, "dimensions": dimensions}
    return masterdata.create(actor, "style", values)


def test_a_style_makes_each_sku_once_even_when_sent_twice(actor):  # P1
    style = style_of(actor, {"size": ["S", "M"], "colour": ["red", "blue", "red"]})
    first = masterdata.generate_skus(actor, style.id)
    again = masterdata.generate_skus(actor, style.id)
    assert (first.created, again.created, again.existing) == (4, 0, 4)
    assert set(first.ids) == {"TEE1-S-red", "TEE1-S-blue", "TEE1-M-red", "TEE1-M-blue"}
    sku = masterdata.get(actor, "sku", first.ids["TEE1-S-red"])
    assert (sku.values["unit"], sku.values["variants"]) == ("pcs", {"size": "S", "colour": "red"})


def test_two_who_ask_at_once_make_each_sku_once(actor):  # P1
    style = style_of(actor, {"size": ["S", "M", "L"]})
    results = run_parallel([lambda: masterdata.generate_skus(actor, style.id).created] * 4)
    assert sorted(map(str, results)) == ["0", "0", "0", "3"]


def test_a_style_without_dimensions_says_so(actor):
    with pytest.raises(StyleHasNoDimensions):
        masterdata.generate_skus(actor, style_of(actor, None).id)
