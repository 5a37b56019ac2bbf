"""Reading expressions: what is accepted, what is refused and where (P4)."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.kernel.errors import DomainError
from kontor.kernel.expressions import (
    ExpressionError,
    ExpressionMalformed,
    ExpressionTooLarge,
    Limits,
    UnknownOperator,
    WrongArguments,
    evaluate,
    explain,
    operators,
    parse,
    variables,
)
from kontor.kernel.expressions.sql import Column, SqlType, TableScope, to_sql, to_sql_value

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=20,
)
words = st.sampled_from([*operators.names(), "var", "sumx", ""])
expression_like = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.sampled_from(
        ["", "a", "lines", "line.a", "$.a", "2026-03-31", "12", "days", "half_up", "\0", "\ud800", "P1D"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(words, inner | st.lists(inner, max_size=4), min_size=1, max_size=1)
    ),
    max_leaves=30,
)


def test_equal_json_is_the_same_expression() -> None:
    one, two = parse({"==": [{"var": "a"}, 1]}), parse({"==": [{"var": "a"}, Decimal("1.0")]})
    assert one is two
    assert hash(one) == hash(two)
    assert one != parse({"==": [{"var": "a"}, "1"]})
    long = {"in": [{"var": "a"}, ["x" * 3_000]]}
    assert parse(long) == parse(long)


def test_an_expression_never_changes() -> None:
    raw = {"in": [{"var": "a"}, ["x"]]}
    expression = parse(raw)
    raw["in"].append("more")
    taken = expression.raw
    taken["in"].append("more")  # type: ignore[index, call-overload]
    assert expression.raw == {"in": [{"var": "a"}, ["x"]]}
    with pytest.raises(AttributeError):
        expression.key = "x"


def test_parsing_an_expression_gives_it_back() -> None:
    expression = parse({"var": "a"})
    assert parse(expression) is expression
    assert copy.deepcopy(expression) is expression
    assert pickle.loads(pickle.dumps(expression)) == expression


@pytest.mark.parametrize(
    "value",
    [date(2026, 3, 31), datetime(2026, 3, 31, 8, tzinfo=UTC), timedelta(days=1), Decimal("0.1"), Decimal("1e-30") + 1],
)
def test_values_of_yaml_and_python_survive_the_way_through_json(value: Any) -> None:
    raw = json.loads(json.dumps(parse({"==": [{"var": "a"}, value]}).raw))
    assert evaluate(parse(raw), {"a": value}) is True


def test_an_id_is_read_where_it_is_compared() -> None:
    assert evaluate(parse({"==": [{"var": "a"}, UUID(int=7)]}), {"a": UUID(int=7)}) is True


@pytest.mark.parametrize(
    ("raw", "error", "path"),
    [
        ({"and": [True, {"sumx": 1}]}, UnknownOperator, "and[1].sumx"),
        ({"and": [True, {"==": [1]}]}, WrongArguments, "and[1].=="),
        ({"round": [1, 99]}, WrongArguments, "round"),
        ({"round": [1, 2, "nearest"]}, WrongArguments, "round"),
        ({"date_add": [{"var": "d"}, 1, "day"]}, WrongArguments, "date_add"),
        ({"date": "31.3.2026"}, WrongArguments, "date"),
        ({"if": [True, {"a": 1, "b": 2}]}, ExpressionMalformed, "if[1]"),
        ({"cat": ["x\0"]}, ExpressionMalformed, "cat[0]"),
        ({"cat": ["\ud800"]}, ExpressionMalformed, "cat[0]"),
        ({"+": [float("nan")]}, ExpressionMalformed, "+[0]"),
        ({"+": [10**400]}, ExpressionMalformed, "+[0]"),
        ({1: 2}, ExpressionMalformed, ""),
        ({"cat": [object()]}, ExpressionMalformed, "cat[0]"),
        ({"cat": ["x" * 10_001]}, ExpressionTooLarge, "cat[0]"),
        ({"merge": [1] * 5_001}, ExpressionTooLarge, "merge[4998]"),
        ({"var": {"var": "a"}}, WrongArguments, "var"),
    ],
)
def test_a_mistake_is_named_with_its_place(raw: Any, error: type[ExpressionError], path: str) -> None:
    with pytest.raises(error) as refused:
        parse(raw)
    assert refused.value.path == path
    assert refused.value.message("en") != refused.value.message("zh-Hant")


def test_a_mistyped_operator_gets_a_suggestion() -> None:
    with pytest.raises(UnknownOperator) as refused:
        parse({"coalesc": [1]})
    assert refused.value.suggestion == "coalesce"


def test_depth_is_bounded_before_anything_recurses() -> None:
    deep: Any = True
    for _ in range(10_000):
        deep = {"!": deep}
    with pytest.raises(ExpressionTooLarge):
        parse(deep)
    shallow: Any = True
    for _ in range(64):
        shallow = {"!": shallow}
    assert evaluate(parse(shallow), {}) is True


def whole_way(raw: Any) -> None:
    """Parse, list variables, evaluate, explain and translate: each may refuse, none may break."""
    expression = parse(raw)
    variables(expression)
    scope = {"a": 1, "lines": [{"a": Decimal(2), "state": "x"}, {"a": None}]}
    columns = TableScope(
        {"a": Column("a", SqlType.NUMERIC), "lines": Column("l", SqlType.TEXT_LIST)}, {"today": date(2026, 1, 1)}
    )
    for step in (
        lambda: evaluate(expression, scope, limits=Limits(steps=20_000)),
        lambda: explain(expression, scope, limits=Limits(steps=20_000)).to_mapping(),
        lambda: to_sql(expression, columns),
        lambda: to_sql_value(expression, columns),
    ):
        try:
            step()
        except DomainError as refused:
            assert refused.message("en")
            assert refused.facts() is not None


@settings(max_examples=400, deadline=None)
@given(raw=json_values | expression_like)
def test_random_json_is_accepted_or_refused_but_never_breaks(raw: Any) -> None:
    try:
        whole_way(raw)
    except DomainError as refused:
        assert refused.message("zh-Hant")
        assert refused.facts() is not None
