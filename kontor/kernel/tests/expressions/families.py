"""Every operator over small tables of operands, nulls and foreign types among them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any

from kontor.kernel.tests.expressions.rows import IDS

Family = tuple[str, list[Any]]

NUMBER = [{"var": "n"}, {"var": "m"}, {"var": "k"}, 0, 2, Decimal("2.5"), None]
TEXT = [{"var": "t"}, {"var": "u"}, "a", "", "鋼", None]
DAY = [{"var": "d"}, {"var": "today"}, {"date": "2026-01-31"}, None]
MOMENT = [{"var": "e"}, {"var": "f"}, {"datetime": "2026-03-31T00:00:00Z"}]
TRUTH = [{"var": "b"}, {"var": "c"}, True, False, {">": [{"var": "n"}, {"var": "m"}]}]
ID = [{"var": "i"}, {"var": "actor.id"}, str(IDS[1]), "no id"]
ODD = ["2026-03-31", "12", "12.50", "x", {"var": "tags"}]
ANY = [*NUMBER, *TEXT[:4], *DAY, *MOMENT, *TRUTH, *ID]
LINES = {"var": "lines"}
LINE_TESTS = [
    {">": [{"var": "amount"}, 1]},
    {"var": "flag"},
    {"==": [{"var": "state"}, {"var": "$.t"}]},
    {"<": [{"var": "due"}, {"var": "today"}]},
    {"!": {"var": "flag"}},
    True,
    {"var": "line.state"},
]
LINE_VALUES = [{"var": "amount"}, {"*": [{"var": "amount"}, {"var": "$.n"}]}, {"var": "$.m"}, 3]


def comparisons() -> Iterator[Family]:
    """Comparing and deciding."""
    equalities = ("==", "!=", "===", "!==")
    orders = ("<", "<=", ">", ">=")
    yield "equality", [{name: [left, right]} for name in equalities for left in ANY for right in [*ANY, *ODD[:4]]]
    ordered = [
        *product(NUMBER, [*NUMBER, "12", "12.50"]),
        *product(TEXT, TEXT),
        *product([*DAY, *MOMENT], [*DAY, *MOMENT, "2026-03-31"]),
    ]
    yield "order", [{name: list(pair)} for name in orders for pair in ordered]
    yield "between", [{name: list(three)} for name in orders for three in product(NUMBER[:4], NUMBER[:4], NUMBER[1:5])]
    yield (
        "connectives",
        [
            {name: list(pair)}
            for name in ("and", "or", "coalesce")
            for kind in (NUMBER, TEXT, DAY, TRUTH)
            for pair in product(kind, kind)
        ],
    )
    yield "mixed connectives", [{name: list(pair)} for name in ("and", "or") for pair in product(ANY, TRUTH)]
    yield "negation", [{name: [each]} for name in ("!", "!!") for each in ANY] + [{"!": {"!": each}} for each in ANY]
    yield (
        "negated",
        [{"!": {name: list(pair)}} for name in (*equalities, "<", ">=") for pair in product(NUMBER, NUMBER)],
    )
    yield "choice", [{"if": [when, *pair]} for when in ANY for pair in product(NUMBER[:3], NUMBER[3:])]


def figures_and_texts() -> Iterator[Family]:
    """Numbers and texts."""
    yield "arithmetic", [{name: list(pair)} for name in ("+", "-", "*", "/", "%") for pair in product(NUMBER, NUMBER)]
    yield (
        "rounding",
        [
            {"round": [value, places, mode]}
            for value in NUMBER
            for places in range(-2, 4)
            for mode in ("half_up", "half_even", "up", "down")
        ],
    )
    yield (
        "extremes",
        [
            {name: list(pair)}
            for name in ("min", "max")
            for kind in (NUMBER, TEXT, DAY, MOMENT)
            for pair in product(kind, kind)
        ],
    )
    yield (
        "texts",
        [{"cat": [left, "|", right]} for left in [*ANY, *DAY] for right in TEXT] + [{"lower": each} for each in TEXT],
    )
    yield (
        "parts",
        [
            {"substr": [value, start, length]}
            for value in TEXT
            for start in range(-4, 4)
            for length in (*range(-3, 4), None)
        ],
    )
    yield (
        "text tests",
        [{name: list(pair)} for name in ("starts_with", "in", "contains") for pair in product(TEXT, TEXT)],
    )
    yield (
        "membership",
        [
            {"in": [needle, list(three)]}
            for needle in [*NUMBER, *TEXT, *DAY[:2], *ID]
            for three in (NUMBER[:3], [*TEXT[2:], "12"], [None], [], ["2026-03-31", str(IDS[1])], [{"var": "t"}, "x"])
        ],
    )
    yield (
        "tags",
        [{"in": [each, {"var": name}]} for each in TEXT for name in ("tags", "actor.regions")]
        + [{"count": [{"var": "tags"}]}, {"!!": [{"var": "tags"}]}],
    )


def dates() -> Iterator[Family]:
    """Dates and durations."""
    yield (
        "dates",
        [
            {"date_add": [start, amount, unit]}
            for start in [*DAY, *MOMENT]
            for amount in (1, -3, Decimal("1.7"), {"%": [{"var": "n"}, 9]}, None)
            for unit in ("days", "weeks", "months", "years", "hours", "minutes", "seconds")
        ],
    )
    yield (
        "durations",
        [
            {"date_add": [start, {"duration": length}]}
            for start in [*DAY, *MOMENT]
            for length in ("PT36H", "-P2D", "PT0.5S")
        ],
    )
    yield "days between", [{"days_between": list(pair)} for pair in product([*DAY, *MOMENT, "2026-03-31"], repeat=2)]
    yield (
        "conversions",
        [{"date": each} for each in [*DAY, *MOMENT]]
        + [{"datetime": each} for each in [*DAY, *MOMENT]]
        + [{"decimal": "1.50"}],
    )


def collections() -> Iterator[Family]:
    """Lines of a document, and what is left out."""
    yield (
        "line tests",
        [
            {name: [found, test]}
            for name in ("all", "some", "any", "none", "count")
            for found in (LINES, {"filter": [LINES, LINE_TESTS[0]]})
            for test in LINE_TESTS
        ],
    )
    yield (
        "line values",
        [
            {name: [found, value]}
            for name in ("sum", "min", "max")
            for found in (LINES, {"filter": [LINES, LINE_TESTS[1]]})
            for value in LINE_VALUES
        ],
    )
    yield (
        "line words",
        [{name: [LINES, {"var": field}]} for name in ("min", "max") for field in ("state", "due")]
        + [{"in": [each, {"map": [LINES, {"var": "state"}]}]} for each in TEXT],
    )
    yield (
        "whole lists",
        [
            {"count": [LINES]},
            {"!!": [LINES]},
            {"!": {"filter": [LINES, LINE_TESTS[1]]}},
            {"sum": [{"map": [LINES, LINE_VALUES[0]]}]},
        ],
    )
    yield (
        "defaults",
        [{"var": [name, default]} for name, default in (("n", 3), ("t", "x"), ("d", {"var": "today"}), ("b", True))],
    )
    yield (
        "missing",
        [{"!": {"missing": list(names)}} for names in (["t"], ["n", "d"], ["i", "t", "b"], [])]
        + [{"missing": ["t", "u"]}],
    )


def families() -> Iterator[Family]:
    """All of them."""
    for each in (comparisons, figures_and_texts, dates, collections):
        yield from each()
