"""Python and SQL give the same value for random expressions over random rows (P4: one expression, two back ends)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kontor.kernel.expressions import (
    Collection,
    Column,
    ExpressionError,
    LimitReached,
    NotTranslatable,
    Sql,
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
WORDS = ["", "a", "A", "ab", "abc", "b", "Zz", "éa", "É", "鋼板", "鋼", "12", "2026-03-31", "%s", "{}", "a'b"]
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
    "b": Column("d.b", SqlType.BOOLEAN),
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
ROW = (
    "SELECT %s::text AS t, %s::text AS u, %s::numeric AS n, %s::numeric AS m, %s::date AS d, %s::timestamptz AS e,"
    " %s::boolean AS b, %s::uuid AS i, %s::text[] AS tags, %s::jsonb AS lines"
)

numbers = st.decimals(-1000, 1000, places=2) | st.sampled_from([Decimal(x) for x in ("0", "0.5", "-2.5", "100", "3")])
days = st.dates(date(2024, 1, 1), date(2028, 12, 31)) | st.just(TODAY)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
lines = st.fixed_dictionaries(
    {
        "amount": st.none() | numbers,
        "state": st.none() | st.sampled_from(WORDS),
        "due": st.none() | days,
        "flag": st.none() | st.booleans(),
    }
)
rows = st.fixed_dictionaries(
    {
        "t": st.none() | st.sampled_from(WORDS),
        "u": st.none() | st.sampled_from(WORDS),
        "n": st.none() | numbers,
        "m": st.none() | numbers,
        "d": st.none() | days,
        "e": st.none() | moments,
        "b": st.none() | st.booleans(),
        "i": st.none() | st.sampled_from(IDS),
        "tags": st.none() | st.lists(st.sampled_from(WORDS), max_size=3),
        "lines": st.lists(lines, max_size=4),
    }
)


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
        leaf = either(var("$.e"), moments.map(lambda at: {"datetime": at.isoformat()}))
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
        names = ("flag", "$.b") if self.line else ("b",)
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


def in_database(postgres: psycopg.Connection, sql: Sql, row: dict[str, Any]) -> Any:
    parameters = [*sql.params, *(row[name] for name in ("t", "u", "n", "m", "d", "e", "b", "i", "tags"))]
    query = f"SELECT {sql.text} FROM ({ROW}) d"
    found = postgres.execute(query, [*parameters, json.dumps(to_json(row["lines"]))]).fetchone()
    assert found is not None
    return found[0]


def normal(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


FAST = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@FAST
@given(raw=Grammar(3).any(), row=rows)
def test_values_agree(postgres: psycopg.Connection, raw: Any, row: dict[str, Any]) -> None:
    expression = parse(raw)
    try:
        sql = to_sql_value(expression, SCOPE)
    except NotTranslatable:
        assume(False)
    try:
        expected = evaluate(expression, python_scope(row))
    except LimitReached:
        assume(False)
    assert normal(in_database(postgres, sql, row)) == expected, sql


@FAST
@given(raw=Grammar(4).boolean(), row=rows)
def test_conditions_agree(postgres: psycopg.Connection, raw: Any, row: dict[str, Any]) -> None:
    expression = parse(raw)
    try:
        sql = to_sql(expression, SCOPE)
    except NotTranslatable:
        assume(False)
    try:
        expected = truthy(evaluate(expression, python_scope(row)))
    except LimitReached:
        assume(False)
    assert (in_database(postgres, sql, row) is True) == expected, sql


@FAST
@given(raw=Grammar(3).any(), row=rows)
def test_well_typed_expressions_never_meet_a_wrong_type(raw: Any, row: dict[str, Any]) -> None:
    expression = parse(raw)
    try:
        evaluate(expression, python_scope(row))
    except LimitReached:
        assume(False)
    try:
        to_sql(expression, SCOPE)
    except ExpressionError as problem:
        assert isinstance(problem, NotTranslatable)


def test_durations_compare_in_both(postgres: psycopg.Connection) -> None:
    scope = TableScope({"span": Column("%s::interval", SqlType.DURATION, (timedelta(hours=36),))})
    for raw, expected in (
        ({"<": [{"var": "span"}, {"duration": "P2D"}]}, True),
        ({"==": [{"var": "span"}, "PT36H"]}, True),
    ):
        sql = to_sql(parse(raw), scope)
        assert postgres.execute(f"SELECT {sql.text}", sql.params).fetchone() == (expected,)
        assert evaluate(parse(raw), {"span": timedelta(hours=36)}) is expected
