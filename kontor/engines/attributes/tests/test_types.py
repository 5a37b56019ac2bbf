"""Every type reads what people give, refuses the rest with a reason, and spells JSON it can read again (P1)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.engines.attributes.tests.fields import field, fields_of
from kontor.kernel.text import LANGUAGES
from kontor.packaging import attribute_types
from kontor.packaging.attribute_types import FieldError

CHOICES = [{"value": v, "label": {"en": v.title(), "zh-Hant": z}} for v, z in (("red", "紅"), ("blue", "藍"))]
ID = "01a1f9c0-f304-71b4-b851-cb9b8213ebe0"
OPTIONS: dict[str, dict[str, object]] = {
    "choice": {"choices": CHOICES},
    "multi_choice": {"choices": CHOICES},
    "reference": {"to": "partner"},
    "file": {"multiple": True},
}
GOOD = [
    ("text", "  a\tb  ", "a\tb"),
    ("text", "單價", "單價"),
    ("long_text", "a\r\nb", "a\nb"),
    ("integer", "12", 12),
    ("integer", 12.0, 12),
    ("decimal", "0012.500", Decimal("12.500")),
    ("decimal", 0.1, Decimal("0.1")),
    ("money", "-5", Decimal(-5)),
    ("quantity", "1e3", Decimal("1e3")),
    ("boolean", True, True),
    ("boolean", "FALSE", False),
    ("date", "2026-11-20", date(2026, 11, 20)),
    ("datetime", "2026-11-20T17:30:00+08:00", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
    ("datetime", "2026-11-20T09:30:00", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
    ("duration", "PT1H30M", timedelta(minutes=90)),
    ("duration", "1:30", timedelta(minutes=90)),
    ("choice", "red", "red"),
    ("multi_choice", ["blue", "red", "blue"], ("red", "blue")),
    ("reference", ID, UUID(ID)),
    ("file", [ID, {"id": ID}], (ID,)),
    ("image", ID, (ID,)),
    ("url", "https://example.com/a?b=c", "https://example.com/a?b=c"),
    ("email", "Ann@Example.COM", "Ann@example.com"),
    ("phone", "+886 (4) 2359-0000 ext. 12", "+886 (4) 2359-0000 ext. 12"),
    ("json", {"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
]
BAD = [
    ("text", 5, "WRONG_TYPE"),
    ("text", "a\x00b", "UNREADABLE_CHARACTER"),
    ("text", "a\ud800", "UNREADABLE_CHARACTER"),
    ("text", "x" * 501, "TOO_LONG"),
    ("integer", "1.5", "WRONG_TYPE"),
    ("integer", True, "WRONG_TYPE"),
    ("integer", "9" * 40, "NUMBER_TOO_LARGE"),
    ("decimal", "NaN", "WRONG_TYPE"),
    ("decimal", "1_000", "WRONG_TYPE"),
    ("decimal", float("inf"), "WRONG_TYPE"),
    ("decimal", "1e999", "NUMBER_TOO_LARGE"),
    ("decimal", "0.0000001", "TOO_MANY_DECIMALS"),
    ("decimal", [1], "WRONG_TYPE"),
    ("boolean", "maybe", "WRONG_TYPE"),
    ("boolean", 1, "WRONG_TYPE"),
    ("date", "2026-02-30", "WRONG_TYPE"),
    ("date", "0226-02-20", "WRONG_TYPE"),
    ("date", 20261120, "WRONG_TYPE"),
    ("datetime", "yesterday", "WRONG_TYPE"),
    ("duration", "P", "WRONG_TYPE"),
    ("choice", "green", "NOT_A_CHOICE"),
    ("multi_choice", "red", "WRONG_TYPE"),
    ("reference", "not-an-id", "WRONG_TYPE"),
    ("reference", 7, "WRONG_TYPE"),
    ("file", ["x"], "WRONG_TYPE"),
    ("image", [ID, "01a1f9c0-f304-71b4-b851-cb9b8213ebe1"], "TOO_MANY"),
    ("url", "javascript:alert(1)", "WRONG_TYPE"),
    ("email", "nobody", "WRONG_TYPE"),
    ("phone", "call me", "WRONG_TYPE"),
    ("json", {"a": {1, 2}.__class__}, "WRONG_TYPE"),
]


def compiled(type_code, **options):
    return fields_of(field("x", type_code, **{**OPTIONS.get(type_code, {}), **options}))["x"]


@pytest.mark.parametrize(("type_code", "raw", "value"), GOOD)
def test_good_values_are_read_and_survive_json(type_code, raw, value):
    of = compiled(type_code)
    read = of.type.parse(raw, of.options)
    assert (read, type(read)) == (value, type(value))
    assert of.type.load(json.loads(json.dumps(of.type.to_json(read)))) == value
    assert of.type.parse(of.type.to_json(read), of.options) == value


@pytest.mark.parametrize(("type_code", "raw", "code"), BAD)
def test_bad_values_are_refused_with_a_reason_in_both_languages(type_code, raw, code):
    of = compiled(type_code)
    with pytest.raises(FieldError) as error:
        of.type.parse(raw, of.options)
    assert error.value.code == code
    problem = error.value.at("lines[2].x")
    assert problem.path == "lines[2].x"
    assert all("{" not in problem.message(language) for language in LANGUAGES)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates() | st.datetimes(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    max_leaves=5,
)


@given(st.sampled_from(attribute_types.names()), ANYTHING)
def test_nothing_but_a_field_error_ever_comes_out(type_code, raw):
    of = compiled(type_code)
    try:
        value = of.type.parse(raw, of.options)
    except FieldError:
        return
    json.dumps(of.type.to_json(value))
    of.type.index_value(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**18), max_value=10**18))
def test_no_digit_of_a_decimal_is_lost(value):
    of = compiled("decimal")
    assert of.type.load(json.loads(json.dumps(of.type.to_json(of.type.parse(str(value), of.options))))) == value


@pytest.mark.parametrize(
    ("type_code", "options", "raw", "code"),
    [
        ("decimal", {"minimum": "0"}, "-1", "TOO_SMALL"),
        ("decimal", {"above": "0"}, "0", "TOO_SMALL"),
        ("decimal", {"maximum": "10"}, "10.1", "TOO_LARGE"),
        ("integer", {"minimum": 1}, 0, "TOO_SMALL"),
        ("decimal", {"scale": 2}, "0.125", "TOO_MANY_DECIMALS"),
        ("text", {"min_length": 3}, "ab", "TOO_SHORT"),
        ("text", {"pattern": "[A-Z]{2}"}, "ABC", "WRONG_PATTERN"),
        ("date", {"minimum": "2026-01-01"}, "2025-12-31", "DATE_OUT_OF_RANGE"),
        ("multi_choice", {"maximum": 1}, ["red", "blue"], "TOO_MANY"),
    ],
)
def test_options_narrow_what_is_taken(type_code, options, raw, code):
    of = compiled(type_code, **options)
    with pytest.raises(FieldError) as error:
        of.type.parse(raw, of.options)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("type_code", "cell", "value"),
    [
        ("decimal", "1,234.50", Decimal("1234.50")),
        ("boolean", "是", True),
        ("date", "115/11/20", date(2026, 11, 20)),
        ("date", "2026/1/2", date(2026, 1, 2)),
        ("choice", "紅", "red"),
        ("multi_choice", "Blue、紅", ("red", "blue")),
        ("text", 1001, "1001"),
        ("text", 1001.0, "1001"),
        ("quantity", 2.5, Decimal("2.5")),
        ("date", date(2026, 1, 2), date(2026, 1, 2)),
    ],
)
def test_cells_mean_what_people_type(type_code, cell, value):  # P10
    from kontor.engines.attributes.sheets import from_cell

    of = compiled(type_code)
    assert of.type.parse(from_cell(of, cell), of.options) == value


def test_a_reference_to_a_currency_holds_its_key():
    of = compiled("reference", to="currency")
    assert (of.refer_by, of.type.parse(" TWD ", of.options)) == ("key", "TWD")


def test_a_text_may_carry_several_languages():
    of = compiled("text", translated=True)
    both = of.type.parse({"en": "Piece", "zh-Hant": "個"}, of.options)
    assert (both, of.type.to_json(both)) == ("Piece", {"en": "Piece", "zh-Hant": "個"})
    assert of.type.to_text(both, of.options, "zh-Hant") == "個"
    assert of.type.to_json(of.type.parse("M8", of.options)) == "M8"
    with pytest.raises(FieldError):
        of.type.parse({"fr": "pièce"}, of.options)


@pytest.mark.parametrize("type_code", attribute_types.names())
def test_every_type_describes_itself(type_code):
    """Suite: labels in both languages, a schema, and options the client can read."""
    of = compiled(type_code)
    assert of.type.label.en and of.type.label.zh_hant
    assert isinstance(of.type.json_schema(of.options), dict)
    json.dumps(of.type.client_options(of.options))
