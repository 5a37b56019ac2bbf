"""Python and SQL give the same value for random expressions over random rows (P4: one expression, two back ends)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kontor.kernel.expressions import (
    Collection,
    Column,
    Expression,
    ExpressionError,
    LimitReached,
    NotTranslatable,
    Sql,
    SqlScope,
    SqlType,
    TableScope,
    evaluate,
    parse,
    to_sql,
    to_sql_value,
    truthy,
)
from kontor.kernel.jsonvalues import to_json

IDS = [UUID(int=each) for each in (1, 2, 3)]
WORDS = [
    "",
    "a",
    "A",
    "ab",
    "abc",
    "b",
    "Zz",
    "éa",
    "É",
    "鋼板",
    "鋼",
    "İstanbul",
    "ΣΑΣ",
    "ß𝛢",
    " a ",
    "12",
    "2026-03-31",
    "%s",
    "{}",
    "a'b",
]
TODAY = date(2026, 3, 31)
CONSTANTS = {"today": TODAY, "actor": {"id": IDS[0], "regions": ["a", "b"]}, "settings": {"limit": Decimal(100)}}

COLUMNS: dict[str, Column | Collection] = {
    "t": Column("d.t", SqlType.TEXT),
    "u": Column("d.u", SqlType.TEXT),
    "n": Column("d.n", SqlType.NUMERIC),
    "m": Column("d.m", SqlType.NUMERIC),
    "k": Column("coalesce(d.n, 7)", SqlType.NUMERIC, nullable=False),
    "d": Column("d.d", SqlType.DATE),
    "e": Column("d.e", SqlType.DATETIME),
    "f": Column("d.f", SqlType.DATETIME),
    "b": Column("d.b", SqlType.BOOLEAN),
    "c": Column("d.c", SqlType.BOOLEAN),
    "i": Column("d.i", SqlType.UUID),
    "tags": Column("d.tags", SqlType.TEXT_LIST),
    "lines": Collection(
        "jsonb_to_recordset(d.lines) AS l(amount numeric, state text, due date, flag boolean)",
        "TRUE",
        TableScope(
            {
                "amount": Column("l.amount", SqlType.NUMERIC),
                "state": Column("l.state", SqlType.TEXT),
                "due": Column("l.due", SqlType.DATE),
                "flag": Column("l.flag", SqlType.BOOLEAN),
            }
        ),
    ),
}
SCOPE = TableScope(COLUMNS, CONSTANTS)
ROW_SOURCE = (
    "(SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r(at int, t text, u text, n numeric, m numeric, d date,"
    " e timestamptz, f timestamptz, b boolean, c boolean, i uuid, tags text[], lines jsonb)) d"
)

FIGURES = "0 1 2 0.5 1.5 2.5 -2.5 12 12.50 100 -7E+12 98765432109.123456 0.000001"
NUMBERS = [Decimal(each) for each in FIGURES.split()]
DAYS = [TODAY, date(2026, 1, 31), date(2024, 2, 29), date(2026, 4, 2)]
MOMENTS = [
    datetime(2026, 3, 31, tzinfo=UTC),
    datetime(2026, 3, 31, 23, 30, 15, 250_000, tzinfo=UTC),
    datetime(2026, 1, 31, 2, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
]


def make_rows(count: int) -> list[dict[str, Any]]:
    """Rows rich in nulls, equal neighbours, ties and empty lists; the same in every run."""
    dice = random.Random(20260331)

    def pick(values: list[Any]) -> Any:
        return None if dice.random() < 0.3 else dice.choice(values)

    def line() -> dict[str, Any]:
        amount, state, due, flag = pick(NUMBERS), pick(WORDS), pick(DAYS), pick([True, False])
        return {"amount": amount, "state": state, "due": due, "flag": flag}

    found = []
    for _ in range(count):
        row = {"t": pick(WORDS), "n": pick(NUMBERS), "d": pick(DAYS), "e": pick(MOMENTS), "b": pick([True, False])}
        row |= {
            "u": row["t"] if dice.random() < 0.3 else pick(WORDS),
            "m": row["n"] if dice.random() < 0.3 else pick(NUMBERS),
        }
        row |= {"f": pick(MOMENTS), "c": pick([True, False]), "i": pick(IDS)}
        row |= {
            "tags": pick([[], ["a"], ["", "鋼板", "ab"]]),
            "lines": [line() for _ in range(dice.choice([0, 0, 1, 2, 4]))],
        }
        found.append(row)
    return found


ROWS = make_rows(60)
ROWS_AS_JSON = json.dumps([{"at": at, **to_json(row)} for at, row in enumerate(ROWS)])  # type: ignore[dict-item]

numbers = st.sampled_from(NUMBERS) | st.decimals(-1000, 1000, places=2)
days = st.sampled_from(DAYS) | st.dates(date(2024, 1, 1), date(2028, 12, 31))
moments = st.sampled_from(MOMENTS)


def var(*names: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(names).map(lambda name: {"var": name})


def op(name: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(*parts).map(lambda arguments: {name: list(arguments)})


def either(*choices: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(*choices)


class Grammar:
    """Expressions of each type to a depth; ``line`` gives those that stand inside an iteration."""

    def __init__(self, depth: int, *, line: bool = False) -> None:
        self.depth = depth
        self.line = line

    def deeper(self, *, line: bool | None = None) -> Grammar:
        return Grammar(self.depth - 1, line=self.line if line is None else line)

    def number(self) -> st.SearchStrategy[Any]:
        names = ("amount", "line.amount", "$.n", "settings.limit") if self.line else ("n", "m", "k", "settings.limit")
        leaf = either(numbers, var(*names), st.integers(-5, 5))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        n = low.number()
        choices = [
            leaf,
            op("+", n, n, n),
            op("-", n, n),
            op("-", n),
            op("*", n, n),
            op("/", n, n),
            op("%", n, n),
            op("round", n, st.integers(-2, 4), st.sampled_from(["half_up", "half_even", "up", "down"])),
            op("if", low.boolean(), n, n),
            op("coalesce", n, st.none(), n),
            op("max", n, n),
            op("min", n, n, n),
            op("days_between", low.day(), low.day()),
            op("and", n, n),
            op("or", n, n),
            st.builds(lambda name, default: {"var": [name, default]}, st.sampled_from(names), numbers),
        ]
        if not self.line:
            inner = self.deeper(line=True)
            found = self.rows()
            choices += [
                op("sum", found, inner.number()),
                op("max", found, inner.number()),
                op("min", found, inner.number()),
                op("count", found, inner.boolean()),
                op("count", found),
                op("sum", op("map", found, inner.number())),
            ]
        return either(*choices)

    def text(self) -> st.SearchStrategy[Any]:
        names = ("state", "line.state", "$.t") if self.line else ("t", "u")
        leaf = either(st.sampled_from(WORDS), var(*names))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        t = low.text()
        return either(
            leaf,
            op("cat", t, low.number(), t),
            op("cat", low.day(), low.boolean(), low.moment()),
            op("substr", t, st.integers(-4, 4)),
            op("substr", t, st.integers(-4, 4), st.integers(-4, 4)),
            op("lower", t),
            op("if", low.boolean(), t, low.boolean(), t),
            op("or", t, t, t),
            op("min", t, t),
        )

    def day(self) -> st.SearchStrategy[Any]:
        names = ("due", "line.due", "today") if self.line else ("d", "today")
        leaf = either(var(*names), days.map(lambda day: {"date": day.isoformat()}))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        unit = st.sampled_from(["days", "weeks", "months", "years"])
        return either(
            leaf,
            op("date_add", low.day(), st.integers(-40, 40), unit),
            op("date_add", low.day(), st.decimals(-9, 9, places=1), unit),
            op("date", low.moment()),
            op("coalesce", low.day(), low.day()),
            op("max", low.day(), low.day()),
        )

    def moment(self) -> st.SearchStrategy[Any]:
        leaf = either(var("$.e", "$.f"), moments.map(lambda at: {"datetime": at.isoformat()}))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        unit = st.sampled_from(["days", "months", "hours", "minutes", "seconds"])
        duration = st.sampled_from(["PT36H", "-P2D", "P1DT30M"]).map(lambda text: {"duration": text})
        return either(
            leaf,
            op("date_add", low.moment(), st.integers(-30, 30), unit),
            op("date_add", low.day(), st.integers(-30, 30), st.sampled_from(["hours", "minutes"])),
            op("date_add", either(low.day(), low.moment()), duration),
            op("datetime", low.day()),
        )

    def rows(self) -> st.SearchStrategy[Any]:
        everything = st.just({"var": "lines"})
        inner = self.deeper(line=True)
        return either(everything, op("filter", everything, inner.boolean()))

    def boolean(self) -> st.SearchStrategy[Any]:
        names = ("flag", "$.b") if self.line else ("b", "c")
        leaf = either(st.booleans(), var(*names))
        if self.depth == 0:
            return leaf
        low = self.deeper()
        n, t, b, d = low.number(), low.text(), low.boolean(), low.day()
        equality = st.sampled_from(["==", "!=", "===", "!=="])
        order = st.sampled_from(["<", "<=", ">", ">="])
        identity = either(st.sampled_from(IDS).map(str), var("$.i", "actor.id"), st.none(), st.just("no id"))
        anything = either(n, t, b, d, low.moment(), st.none())
        choices = [
            leaf,
            st.builds(
                lambda name, pair: {name: list(pair)}, equality, either(*(st.tuples(x, x) for x in (n, t, b, d)))
            ),
            st.builds(lambda name, x: {name: [x, None]}, equality, anything),
            st.builds(lambda name, a, c: {name: [a, c]}, equality, var("$.i"), identity),
            st.builds(lambda name, a, c: {name: [a, c]}, equality, n, either(b, d, st.sampled_from(WORDS))),
            st.builds(lambda name, a, c: {name: [a, c]}, equality, d, either(low.moment(), st.sampled_from(WORDS))),
            st.builds(lambda name, triple: {name: list(triple)}, order, either(*(st.tuples(x, x) for x in (n, t, d)))),
            st.builds(lambda name, a, c, e: {name: [a, c, e]}, order, n, n, n),
            st.builds(lambda name, a, c: {name: [a, c]}, order, low.moment(), either(d, low.moment())),
            st.builds(lambda name, a: {name: [a, "12.50"]}, order, n),
            op("and", b, anything, b),
            op("or", b, b),
            op("!", anything),
            op("!!", anything),
            op("if", anything, b, b),
            op("in", n, st.lists(either(numbers, st.sampled_from(["1", "0.50", "x"]), st.none()), max_size=3)),
            op("in", t, either(t, st.lists(either(st.sampled_from(WORDS), st.none()), max_size=3))),
            op("in", d, st.lists(either(days.map(str), st.just("x")), max_size=3)),
            op("in", low.text(), var("$.tags", "actor.regions")),
            op("contains", t, t),
            op("starts_with", t, t),
            op("missing", st.lists(st.sampled_from(["$.t", "$.n", "$.d"]), max_size=2)).map(lambda raw: {"!": raw}),
        ]
        if not self.line:
            inner = self.deeper(line=True)
            found = self.rows()
            choices += [
                *(op(name, found, inner.boolean()) for name in ("all", "some", "none", "any")),
                op("in", t, op("map", found, inner.text())),
                op("!!", found),
            ]
        return either(*choices)

    def any(self) -> st.SearchStrategy[Any]:
        return either(self.number(), self.text(), self.day(), self.moment(), self.boolean())


def python_scope(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "k": Decimal(7) if row["n"] is None else row["n"], **CONSTANTS}


SCOPES = [python_scope(row) for row in ROWS]


def in_database(postgres: psycopg.Connection, *parts: Sql) -> list[tuple[Any, ...]]:
    """The parts for every row, in one query."""
    query = f"SELECT {', '.join(each.text for each in parts)} FROM {ROW_SOURCE} ORDER BY d.at"
    params = [param for each in parts for param in each.params]
    return [tuple(map(normal, found)) for found in postgres.execute(query, [*params, ROWS_AS_JSON]).fetchall()]


def normal(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def in_python(expression: Expression) -> list[Any]:
    """The value for every row; a row beyond a limit of the evaluator is no row to compare."""
    found: list[Any] = []
    for scope in SCOPES:
        try:
            found.append(evaluate(expression, scope))
        except LimitReached:
            found.append(BEYOND)
    return found


BEYOND = object()


def translated(translate: Callable[[Expression, SqlScope], Sql], expression: Expression) -> Sql | None:
    try:
        return translate(expression, SCOPE)
    except NotTranslatable:
        return None


def assert_agrees(postgres: psycopg.Connection, raw: Any) -> bool:
    """Compare which rows pass and, where SQL has one value, the value; False when SQL cannot say it at all."""
    expression = parse(raw)
    condition, value = translated(to_sql, expression), translated(to_sql_value, expression)
    if condition is None:
        assert value is None, "what has a value has a truth"
        return False
    found = in_database(postgres, condition, *([value] if value is not None else []))
    for row, ours, (passes, *theirs) in zip(ROWS, in_python(expression), found, strict=True):
        if ours is BEYOND:
            continue
        assert truthy(ours) == (passes is True), (raw, row, ours, passes, condition)
        assert all(ours == each and type(ours) is type(each) for each in theirs), (raw, row, ours, theirs, value)
    return True


RANDOM = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@RANDOM
@given(raw=Grammar(3).any() | Grammar(3).boolean())
def test_random_expressions_agree(postgres: psycopg.Connection, raw: Any) -> None:
    assume(assert_agrees(postgres, raw))


@RANDOM
@given(raw=Grammar(3).any())
def test_well_typed_expressions_never_meet_a_wrong_type(raw: Any) -> None:
    in_python(parse(raw))
    try:
        to_sql(parse(raw), SCOPE)
    except ExpressionError as problem:
        assert isinstance(problem, NotTranslatable)


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


def families() -> Iterator[tuple[str, list[Any]]]:
    """Every operator over small tables of operands, nulls and foreign types among them."""
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


@pytest.mark.parametrize(("name", "found"), list(families()), ids=[name for name, _ in families()])
def test_every_operator_agrees_over_small_tables(postgres: psycopg.Connection, name: str, found: list[Any]) -> None:
    said = [raw for raw in found if assert_agrees(postgres, raw)]
    assert len(said) >= len(found) * 0.75, f"SQL says only {len(said)} of {len(found)} cases of {name}"


def test_durations_compare_in_both(postgres: psycopg.Connection) -> None:
    scope = TableScope({"span": Column("%s::interval", SqlType.DURATION, (timedelta(hours=36),))})
    for raw, expected in (
        ({"<": [{"var": "span"}, {"duration": "P2D"}]}, True),
        ({"==": [{"var": "span"}, "PT36H"]}, True),
    ):
        sql = to_sql(parse(raw), scope)
        assert postgres.execute(f"SELECT {sql.text}", sql.params).fetchone() == (expected,)
        assert evaluate(parse(raw), {"span": timedelta(hours=36)}) is expected
