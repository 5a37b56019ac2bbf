"""Records on their way in: names, defaults, visibility, requirement, editability, formulas (P1)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.engines.attributes import api as attributes
from kontor.engines.attributes.tests.fields import field, fields_of
from kontor.kernel.errors import ValidationFailed
from kontor.kernel.rounding import RoundingPolicy, RoundingRule

ORDER = fields_of(
    field("title", required=True),
    field("urgent", "boolean", default=False),
    field("reason", visible_when={"var": "urgent"}, required_when={"var": "urgent"}),
    field("day", "date", default_when={"var": "today"}),
    field("locked", editable_when=False),
    field("note", editable_when={"!": {"var": "note"}}),
)
LINE = fields_of(
    field("quantity", "quantity", required=True),
    field("price", "decimal", default="1.50"),
    field("total", "money", formula={"+": [{"var": "line.net"}, {"var": "line.tax"}]}, round="total"),
    field("net", "money", formula={"*": [{"var": "line.quantity"}, {"var": "line.price"}]}, round="line_amount"),
    field("tax", "money", formula={"*": [{"var": "line.net"}, 0.05]}, round="tax"),
)
TAIWAN = RoundingPolicy([RoundingRule("line_amount", 0), RoundingRule("tax", 1), RoundingRule("total", 0)])


def told(parsed):
    return {(each.path, each.code) for each in parsed.problems}


def test_defaults_fill_what_was_left_out():
    parsed = attributes.parse_values(ORDER, {"title": "x"}, scope={"today": "2026-11-20"})
    assert parsed.problems == ()
    assert parsed.values["urgent"] is False
    assert str(parsed.values["day"]) == "2026-11-20"


def test_an_unknown_field_names_the_nearest():
    parsed = attributes.parse_values(ORDER, {"titel": "x"}, path_prefix="lines[2].")
    assert told(parsed) == {("lines[2].titel", "UNKNOWN_FIELD"), ("lines[2].title", "REQUIRED")}
    assert "“title”" in parsed.problems[0].message("en")


def test_required_follows_the_condition():
    assert told(attributes.parse_values(ORDER, {"title": "x", "urgent": True})) == {("reason", "REQUIRED")}
    assert told(attributes.parse_values(ORDER, {"title": "x", "urgent": True, "reason": "fire"})) == set()


def test_what_is_not_visible_is_cleared_and_never_required():
    parsed = attributes.parse_values(ORDER, {"title": "x", "reason": "none"})
    assert (told(parsed), parsed.values["reason"]) == (set(), None)


@pytest.mark.parametrize("nothing", [None, "", "   ", []])
def test_nothing_is_nothing_however_it_is_spelt(nothing):
    assert told(attributes.parse_values(ORDER, {"title": nothing})) == {("title", "REQUIRED")}


def test_a_change_holds_only_what_was_given_and_checks_the_whole_record():
    before = {"title": "x", "urgent": False, "reason": None}
    parsed = attributes.parse_values(ORDER, {"urgent": True}, partial=True, scope=before)
    assert told(parsed) == {("reason", "REQUIRED")}
    parsed = attributes.parse_values(ORDER, {"urgent": True, "reason": "fire"}, partial=True, scope=before)
    assert (parsed.values, told(parsed)) == ({"urgent": True, "reason": "fire"}, set())


def test_uneditable_fields_refuse_a_new_value_but_take_their_own():
    before = {"title": "x", "locked": "a", "note": "n"}
    change = {"locked": "b", "note": "m"}
    assert told(attributes.parse_values(ORDER, change, partial=True, scope=before)) == {
        ("locked", "FIELD_NOT_EDITABLE"),
        ("note", "FIELD_NOT_EDITABLE"),
    }
    assert told(attributes.parse_values(ORDER, {"locked": "a"}, partial=True, scope=before)) == set()
    trusted = attributes.parse_values(ORDER, change, partial=True, scope=before, trusted=True)
    assert (trusted.values, told(trusted)) == (change, set())


def test_a_field_editable_while_empty_is_filled_once():
    assert (
        told(attributes.parse_values(ORDER, {"note": "n"}, partial=True, scope={"title": "x", "note": None})) == set()
    )


def test_a_wrong_value_is_not_called_missing_too():
    assert told(attributes.parse_values(ORDER, {"title": 5})) == {("title", "WRONG_TYPE")}


def test_formulas_run_in_the_order_they_need_and_round_by_step():  # F6
    line = {"quantity": Decimal("3.333"), "price": Decimal("10.01")}
    rounding = attributes.Rounding(TAIWAN, currency="TWD")
    values = attributes.compute(LINE, {"line": line}, rounding, inside="line")
    assert values == {"net": Decimal(33), "tax": Decimal("1.7"), "total": Decimal(35)}
    assert list(LINE) == ["quantity", "price", "total", "net", "tax"]


def test_a_computed_field_cannot_be_set():
    before = {"line": {"quantity": Decimal(1), "net": Decimal(1)}}
    parsed = attributes.parse_values(
        LINE, {"net": "7"}, partial=True, scope=before, inside="line", path_prefix="lines[0]."
    )
    assert told(parsed) == {("lines[0].net", "FIELD_COMPUTED")}
    same = attributes.parse_values(LINE, {"net": "1.00"}, partial=True, scope=before, inside="line")
    assert (told(same), same.values) == (set(), {})


def test_a_formula_that_cannot_be_computed_names_its_field():
    broken = fields_of(field("a"), field("b", "decimal", formula={"*": [{"var": "a"}, 2]}))
    with pytest.raises(ValidationFailed) as error:
        attributes.compute(broken, {"a": "many"}, attributes.Rounding())
    assert [each.path for each in error.value.problems] == ["b"]


@given(st.dictionaries(st.sampled_from([*ORDER, "x"]), st.none() | st.booleans() | st.integers() | st.text()))
def test_any_input_gives_values_or_problems_never_an_exception(raw):
    parsed = attributes.parse_values(ORDER, raw, scope={"today": "2026-11-20"})
    assert set(parsed.values) <= set(ORDER)
    assert {each.path for each in parsed.problems} <= {*ORDER, *raw}


def test_values_behind_references_are_loaded_once_for_all_records():
    fields = fields_of(
        field("partner", "reference", to="partner"),
        field("city", default_when={"var": "partner.city"}),
        field("rate", "decimal", formula={"var": "partner.currency.places"}),
    )
    asked = []

    def fetch(target, keys, names):
        asked.append((target, frozenset(keys), tuple(sorted(names))))
        rows = {"p1": {"city": "Taichung", "currency": "TWD"}, "p2": {"city": "Ulm", "currency": "EUR"}}
        money = {"TWD": {"places": 0}, "EUR": {"places": 2}}
        return {key: (rows if target == "partner" else money)[key] for key in keys}

    from kontor.packaging.model import EntityModel, Model

    money_field = fields_of(field("currency", "reference", to="currency"))
    model = Model("x", entities={"partner": EntityModel(None, money_field, "x")})  # type: ignore[arg-type]
    records: list[dict[str, object]] = [{"partner": "p1"}, {"partner": "p2"}, {"partner": "p1"}, {"partner": None}]
    wanted = attributes.wanted_paths(fields, attributes.expressions_of(fields))
    attributes.attach(records, fields, wanted, model, fetch)
    found = {"partner.city": "Taichung", "partner.currency": "TWD", "partner.currency.places": 0}
    assert records[2] == {"partner": "p1", **found}
    assert asked == [
        ("partner", frozenset({"p1", "p2"}), ("city", "currency")),
        ("currency", frozenset({"TWD", "EUR"}), ("places",)),
    ]
    attributes.attach(records, fields, wanted, model, fetch)
    assert len(asked) == 2


def test_the_schema_of_a_record_tells_what_is_needed():
    schema = attributes.json_schema(ORDER, writing=True)
    assert schema["required"] == ["title"]
    assert schema["properties"]["urgent"]["type"] == ["boolean", "null"]
    assert "net" not in attributes.json_schema(LINE, writing=True)["properties"]
    assert attributes.json_schema(LINE, writing=False)["properties"]["net"]["readOnly"] is True
