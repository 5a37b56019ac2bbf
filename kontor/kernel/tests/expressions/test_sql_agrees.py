"""Python and SQL give the same value for random expressions over random rows (P4: one expression, two back ends)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, settings

from kontor.kernel.expressions import (
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
from kontor.kernel.tests.expressions.families import families
from kontor.kernel.tests.expressions.grammar import Grammar
from kontor.kernel.tests.expressions.rows import CONSTANTS, ROW_SOURCE, ROWS, ROWS_AS_JSON, SCOPE


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
