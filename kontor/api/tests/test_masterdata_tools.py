"""Storage trees, SKUs, free places and prices over HTTP (R3, R7, P1)."""

from __future__ import annotations

from kontor.api.tests.conftest import Team, good, refusal


def test_a_storage_tree_is_built_and_searched(team: Team) -> None:
    tree = {
        "site": "HQ",
        "zones": ["Z1"],
        "shelves": ["A", "B"],
        "levels": ["1"],
        "positions": ["L", "R"],
        "capacity": "5",
    }
    made = good(team.eve.post("/master/location/generate", tree))
    assert (made["created"], made["existing"]) == (9, 0)
    assert good(team.eve.post("/master/location/generate", tree))["created"] == 0
    found = good(team.eve.get("/master/location/free?quantity=3&q=z1-b"))
    assert [(each["code"], each["free"], each["reason"]) for each in found] == [
        ("Z1-B-1-L", "5", "empty"),
        ("Z1-B-1-R", "5", "empty"),
    ]
    assert good(team.eve.get("/master/location/free?quantity=6")) == []


def test_a_style_makes_its_skus(team: Team) -> None:
    product = good(team.eve.post("/master/product", {"values": {"code": "TEE", "name": "Tee"}}), 201)["id"]
    values = {"code": "T1", "name": "Tee", "product": product, "dimensions": {"size": ["S", "M"]}}
    style = good(team.eve.post("/master/style", {"values": values}), 201)["id"]
    assert set(good(team.eve.post(f"/master/style/{style}/skus"))["ids"]) == {"T1-S", "T1-M"}
    assert good(team.eve.post(f"/master/style/{style}/skus"))["created"] == 0


def test_the_price_for_a_quantity(team: Team) -> None:
    partner = good(team.eve.post("/master/partner", {"values": {"code": "A", "name": "A"}}), 201)["id"]
    sku = good(team.eve.post("/master/sku", {"values": {"code": "B", "name": "B", "unit": "pcs"}}), 201)["id"]
    asked = {"partner": partner, "item": sku, "currency": "TWD", "min_quantity": "10", "unit_price": "2.5"}
    good(team.eve.post("/master/supplier_price", {"values": asked}), 201)
    assert good(team.eve.get(f"/master/sku/{sku}/price?quantity=10"))["unit_price"] == "2.5"
    assert good(team.eve.get(f"/master/sku/{sku}/price?quantity=9")) is None


def test_nonsense_is_refused_politely(team: Team) -> None:
    assert refusal(team.eve.post("/master/location/generate", {"site": "", "zones": []}), 422)
    assert refusal(team.eve.get("/master/location/free?quantity=-1"), 422)
    assert refusal(team.ann.post("/master/location/generate", {"site": "X", "zones": ["Z"]}), 403)
