"""What the evaluator computes: nulls, dates, lines, scopes and limits (P4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest

from kontor.kernel.expressions import LimitReached, Limits, TypeMismatch, evaluate, explain, parse, variables

ORDER = {
    "currency": "TWD",
    "today": date(2026, 3, 31),
    "now": datetime(2026, 3, 31, 9, 30, tzinfo=UTC),
    "needed_by": date(2026, 4, 2),
    "actor": {"id": UUID(int=1)},
    "partner": UUID(int=2),
    "partner.currency": "USD",
    "lines": [
        {"amount": Decimal("10.50"), "state": "approved", "note": None, "item": UUID(int=3), "item.unit": "pcs"},
        {"amount": None, "state": "approved", "note": "x", "item": None},
        {"amount": Decimal("4.50"), "state": "draft", "note": "", "item": UUID(int=4), "item.unit": "box"},
    ],
}


def value(raw: Any, scope: Any = ORDER) -> Any:
    return evaluate(parse(raw), scope)


LINES = {"var": "lines"}
AMOUNT = {"var": "amount"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"sum": [LINES, AMOUNT]}, Decimal("15.00")),
        ({"sum": [LINES, {"var": "line.amount"}]}, Decimal("15.00")),
        ({"sum": [[]]}, Decimal(0)),
        ({"sum": [{"var": "absent"}, AMOUNT]}, Decimal(0)),
        ({"sum": [{"map": [LINES, AMOUNT]}]}, Decimal("15.00")),
        ({"count": [LINES]}, Decimal(3)),
        ({"count": [LINES, {"==": [{"var": "state"}, "approved"]}]}, Decimal(2)),
        ({"max": [LINES, AMOUNT]}, Decimal("10.50")),
        ({"min": [LINES, AMOUNT]}, Decimal("4.50")),
        ({"min": [{"var": "absent"}, 3]}, Decimal(3)),
        ({"max": [{"var": "needed_by"}, {"var": "today"}]}, date(2026, 4, 2)),
        ({"any": [LINES, {">": [AMOUNT, 10]}]}, True),
        ({"all": [LINES, {">": [AMOUNT, 1]}]}, False),
        ({"none": [LINES, {"==": [{"var": "state"}, "closed"]}]}, True),
        ({"in": ["draft", {"map": [LINES, {"var": "state"}]}]}, True),
        ({"contains": [{"map": [LINES, {"var": "state"}]}, "closed"]}, False),
        ({"coalesce": [{"var": "absent"}, None, "x"]}, "x"),
        ({"starts_with": ["PO-2026", "PO-"]}, True),
        ({"starts_with": [None, "PO-"]}, False),
        ({"lower": "ÉCLAIR 鋼板"}, "éclair 鋼板"),
        ({"missing": ["currency", "absent", "lines.2.note"]}, ("absent", "lines.2.note")),
    ],
)
def test_values(raw: Any, expected: Any) -> None:
    result = value(raw)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_nothing_has_an_order_with_null(operator: str) -> None:
    assert value({operator: [None, 1]}) is False
    assert value({operator: [1, None]}) is False
    assert value({operator: [None, None]}) is False
    assert value({operator: [1, 1, None]}) is False


@pytest.mark.parametrize(
    "raw",
    [
        {"+": [1, None]},
        {"-": [None, 1]},
        {"*": [None]},
        {"/": [None, 2]},
        {"%": [1, None]},
        {"round": None},
        {"-": None},
    ],
)
def test_arithmetic_with_null_is_null(raw: Any) -> None:
    assert value(raw) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"==": [{"var": "needed_by"}, "2026-04-02"]}, True),
        ({"<": [{"var": "today"}, "2026-04-02"]}, True),
        ({"<=": ["2026-01-01", {"var": "today"}, "2026-12-31"]}, True),
        ({"==": [{"var": "today"}, "31.3.2026"]}, False),
        ({">": [{"var": "now"}, {"var": "today"}]}, True),
        ({"<": [{"var": "now"}, "2026-03-31T17:31:00+08:00"]}, True),
        ({"==": [{"var": "actor.id"}, str(UUID(int=1))]}, True),
        ({"in": [{"var": "partner"}, [str(UUID(int=9)), str(UUID(int=2))]]}, True),
        ({"==": [{"decimal": "1.50"}, "1.5"]}, True),
        ({"==": ["1.50", "1.5"]}, False),
        ({"<": [{"duration": "PT36H"}, {"duration": "P2D"}]}, True),
    ],
)
def test_a_text_beside_another_type_is_read_as_one(raw: Any, expected: bool) -> None:
    assert value(raw) is expected


def test_a_text_that_cannot_be_read_has_no_order() -> None:
    with pytest.raises(TypeMismatch) as refused:
        value({"and": [True, {"<": [{"var": "today"}, "soon"]}]})
    assert refused.value.path == "and[1].<"
    assert "文字" in refused.value.message("zh-Hant")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"date_add": [{"date": "2026-01-31"}, 1, "months"]}, date(2026, 2, 28)),
        ({"date_add": [{"date": "2024-02-29"}, -1, "years"]}, date(2023, 2, 28)),
        ({"date_add": [{"var": "today"}, 3]}, date(2026, 4, 3)),
        ({"date_add": [{"var": "today"}, -2, "weeks"]}, date(2026, 3, 17)),
        ({"date_add": [{"var": "today"}, 36, "hours"]}, datetime(2026, 4, 1, 12, tzinfo=UTC)),
        ({"date_add": [{"var": "now"}, {"duration": "PT90M"}]}, datetime(2026, 3, 31, 11, tzinfo=UTC)),
        ({"date_add": [None, 3]}, None),
        ({"date_add": ["2026-03-31", 1]}, date(2026, 4, 1)),
        ({"days_between": [{"var": "today"}, {"var": "needed_by"}]}, Decimal(2)),
        ({"days_between": [{"var": "needed_by"}, {"var": "now"}]}, Decimal(-2)),
        ({"days_between": [None, {"var": "now"}]}, None),
        ({"date": {"var": "now"}}, date(2026, 3, 31)),
    ],
)
def test_dates(raw: Any, expected: Any) -> None:
    assert value(raw) == expected


def test_dates_beyond_the_calendar_are_refused() -> None:
    for amount in (10_000, 10**30):
        with pytest.raises(LimitReached):
            value({"date_add": [{"var": "today"}, amount, "years"]})


@pytest.mark.parametrize(
    ("number", "mode", "expected"),
    [
        ("2.5", "half_up", "3"),
        ("-2.5", "half_up", "-3"),
        ("2.5", "half_even", "2"),
        ("3.5", "half_even", "4"),
        ("2.1", "up", "3"),
        ("-2.1", "up", "-3"),
        ("2.9", "down", "2"),
        ("-2.9", "down", "-2"),
    ],
)
def test_rounding_modes(number: str, mode: str, expected: str) -> None:
    assert value({"round": [{"decimal": number}, 0, mode]}) == Decimal(expected)


def test_division_keeps_twenty_decimals_rounded_half_up() -> None:
    assert value({"/": [2, 3]}) == Decimal("0." + "6" * 19 + "7")
    assert value({"/": [-1, 3]}) == Decimal("-0." + "3" * 20)


def test_scopes_inside_lines() -> None:
    scope = {
        "code": "outer",
        "today": date(2026, 1, 1),
        "lines": [{"code": "inner", "parts": [{"qty": 2}, {"qty": 3}]}],
    }
    assert value({"map": [LINES, {"cat": [{"var": "code"}, "/", {"var": "$.code"}]}]}, scope) == ("inner/outer",)
    assert value({"map": [LINES, {"var": "currency"}]}, {**scope, "currency": "TWD"}) == (None,)
    assert value({"map": [LINES, {"var": "today"}]}, scope) == (date(2026, 1, 1),)
    assert value({"sum": [LINES, {"sum": [{"var": "parts"}, {"var": "qty"}]}]}, scope) == 5
    assert value({"var": "$.code"}, scope) == "outer"


def test_a_reference_reads_what_was_loaded_for_it() -> None:
    assert value({"var": "partner.currency"}) == "USD"
    assert value({"map": [LINES, {"var": "item.unit"}]}) == ("pcs", None, "box")


def test_values_from_python_are_seen_as_plain_values() -> None:
    class Colour(Enum):
        RED = "red"

    assert value({"==": [{"var": "c"}, "red"]}, {"c": Colour.RED}) is True
    assert value({"+": [{"var": "f"}, {"var": "i"}]}, {"f": 0.1, "i": 2}) == Decimal("2.1")
    assert value({"in": ["a", {"var": "s"}]}, {"s": {"a", "b"}}) is True
    with pytest.raises(TypeMismatch):
        value({"var": "o"}, {"o": object()})
    with pytest.raises(LimitReached):
        value({"var": "n"}, {"n": float("inf")})


def test_steps_time_and_sizes_are_limited() -> None:
    many = {"n": list(range(1000))}
    nested = {"map": [{"var": "$.n"}, {"map": [{"var": "$.n"}, {"+": [{"var": ""}, 1]}]}]}
    with pytest.raises(LimitReached, match="steps"):
        evaluate(parse(nested), many, limits=Limits(steps=10_000))
    with pytest.raises(LimitReached, match="seconds"):
        evaluate(parse(nested), many, limits=Limits(seconds=0.01))
    doubling = {"reduce": [{"var": "n"}, {"cat": [{"var": "accumulator"}, {"var": "accumulator"}]}, "x"]}
    with pytest.raises(LimitReached, match="characters"):
        value(doubling, many)
    with pytest.raises(LimitReached, match="items"):
        value({"reduce": [{"var": "n"}, {"merge": [{"var": "accumulator"}, {"var": "accumulator"}]}, [1]]}, many)
    for fine in (Decimal("1E-999"), Decimal("1E+999")):
        with pytest.raises(LimitReached, match="digits"):
            value({"+": [{"var": "fine"}, 1]}, {"fine": fine})
    with pytest.raises(LimitReached, match="digits"):
        value({"reduce": [{"var": "n"}, {"*": [{"var": "accumulator"}, {"var": "accumulator"}]}, 7]}, many)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"var": "a.b"}, {"a.b"}),
        ({"var": ["a", {"var": "b"}]}, {"a", "b"}),
        ({"var": ""}, set()),
        ({"sum": [LINES, {"*": [AMOUNT, {"var": "$.rate"}]}]}, {"lines", "lines.amount", "rate"}),
        ({"sum": [LINES, {"var": "line.amount"}]}, {"lines", "lines.amount"}),
        ({"all": [{"filter": [LINES, {"var": "x"}]}, {"var": "y"}]}, {"lines", "lines.x", "lines.y"}),
        ({"all": [LINES, {"<": [{"var": "due"}, {"var": "today"}]}]}, {"lines", "lines.due", "today"}),
        ({"sum": [LINES, {"sum": [{"var": "parts"}, {"var": "qty"}]}]}, {"lines", "lines.parts", "lines.parts.qty"}),
        (
            {"reduce": [LINES, {"+": [{"var": "current.q"}, {"var": "accumulator"}]}, {"var": "z"}]},
            {"lines", "lines.q", "z"},
        ),
        ({"map": [[1, 2], {"var": "x"}]}, set()),
        ({"missing": ["a", "b.c"]}, {"a", "b.c"}),
        ({"missing_some": [1, ["a", "b"]]}, {"a", "b"}),
        ({"max": [{"var": "a"}, {"var": "b"}, {"var": "c"}]}, {"a", "b", "c"}),
        ({"max": [LINES, {"var": "amount"}]}, {"lines", "lines.amount"}),
        ({"max": [1, {"var": "b"}]}, {"b"}),
        ({"max": [{"var": "a"}, {"var": "b"}]}, {"a", "b"}),
        ({"<": [{"var": "line.quantity"}, {"var": "quantity"}]}, {"line.quantity", "quantity"}),
    ],
)
def test_variables_are_named_from_the_outside(raw: Any, expected: set[str]) -> None:
    assert variables(parse(raw)) == expected


def test_explain_names_what_decided() -> None:
    raw = {
        "and": [
            {"==": [{"var": "currency"}, "TWD"]},
            {"or": [{"<": [{"var": "needed_by"}, {"var": "today"}]}, {"==": [{"var": "state"}, "closed"]}]},
            {">": [{"var": "never looked at"}, 1]},
        ]
    }
    trace = explain(parse(raw), ORDER)
    assert trace.value is False
    assert [part.path for part in trace.deciding()] == ["and[1].or[0].<", "and[1].or[1].=="]
    assert trace.variables() == {"needed_by": date(2026, 4, 2), "today": date(2026, 3, 31), "state": None}
    assert "never looked at" not in str(trace.to_mapping())


def test_explain_tells_which_line_decided() -> None:
    trace = explain(parse({"all": [LINES, {"==": [{"var": "state"}, "approved"]}]}), ORDER)
    [decided] = trace.deciding()
    assert (decided.item, decided.path) == (2, "all[1].==")
    told = trace.to_mapping()
    assert told["value"] is False
    assert told["parts"][0]["value"] == {"count": 3}  # type: ignore[index, call-overload]


@pytest.mark.parametrize("raw", [{"sum": [LINES, AMOUNT]}, {"if": [{"var": "x"}, 1, 2]}, {"or": [{"var": "x"}, LINES]}])
def test_explain_gives_the_value_evaluate_gives(raw: Any) -> None:
    assert explain(parse(raw), ORDER).value == value(raw)


def test_durations_can_be_values() -> None:
    assert value({">": [{"var": "span"}, "PT1H"]}, {"span": timedelta(hours=2)}) is True
