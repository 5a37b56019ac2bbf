"""What a list keeps is what the evaluator keeps, whatever the filter; the index never loses a row (design §4, §5)."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from kontor.engines.lists import prefilter
from kontor.engines.lists.api import Condition, Query, run
from kontor.kernel.expressions import evaluate, parse, truthy
from kontor.tenancy.api import working

pytestmark = pytest.mark.usefixtures("database")

VALUES: dict[str, list[Any]] = {
    "colour": ["red", "green", None],
    "weight": [Decimal("0.1"), Decimal("0.30000000000000000001"), Decimal("0.3"), Decimal(-2), None],
    "due": [date(2026, 1, 1), date(2026, 1, 2), None],
    "urgent": [True, False, None],
    "amount": [Decimal(1), Decimal(2), None],
    "state": ["draft", "sent"],
}
LITERALS: dict[str, list[Any]] = {
    "colour": ["red", "blue"], "weight": ["0.3", "0.1", "-2"], "due": ["2026-01-01", "2026-01-02"],
    "urgent": [True, False], "amount": [1, "2"], "state": ["draft"],
}  # fmt: skip
ORDERED = ("weight", "due", "amount")


def random_filter(dice: random.Random, depth: int = 2) -> dict[str, Any]:
    if depth and dice.random() < 0.6:
        operator = dice.choice(["and", "and", "or", "!"])
        if operator == "!":
            return {"!": random_filter(dice, depth - 1)}
        return {operator: [random_filter(dice, depth - 1) for _ in range(dice.randint(1, 3))]}
    name = dice.choice(list(LITERALS))
    operator = dice.choice(["==", "!=", *(["<", "<=", ">", ">="] if name in ORDERED else [])])
    sides: list[Any] = [{"var": name}, dice.choice(LITERALS[name])]
    if operator in ("==", "!=") and dice.random() < 0.2:
        sides[1] = None
    return {operator: sides if dice.random() < 0.7 else sides[::-1]}


def test_random_filters_agree_with_the_evaluator(things):
    dice = random.Random(20261120)
    records = [{name: dice.choice(each) for name, each in VALUES.items()} for _ in range(60)]
    ids = things.add(*records)
    with working(things.actor, read_only=True):
        for _ in range(300):
            raw = random_filter(dice)
            expected = {at for at, record in enumerate(records) if truthy(evaluate(parse(raw), record))}
            page = run(things.source(), Query(filter=parse(raw), page_size=100))
            assert {ids.index(row["id"]) for row in page.rows} == expected, raw


@pytest.mark.parametrize(
    ("raw", "slots"),
    [
        ({"==": [{"var": "colour"}, "red"]}, ["v_text"]),
        ({"and": [{">": [{"var": "weight"}, "1"]}, {"<": ["2026-01-01", {"var": "due"}]}]}, ["v_number", "v_date"]),
        ({"in": [{"var": "colour"}, ["red", "green"]]}, ["v_text"]),
        ({"or": [{"==": [{"var": "colour"}, "red"]}, {"==": [{"var": "colour"}, "green"]}]}, []),
        ({"!": {"==": [{"var": "colour"}, "red"]}}, []),
        ({"==": [{"var": "colour"}, None]}, []),
        ({"==": [{"var": "state"}, "draft"]}, []),
        ({"==": [{"var": ["colour", "red"]}, "red"]}, []),
    ],
)
def test_the_index_serves_what_must_hold_for_the_whole(things, raw, slots):
    with working(things.actor, read_only=True):
        found = prefilter.for_expression(parse(raw), things.source(), {}, "UTC")
    assert [slot for sql in found for slot in ("v_text", "v_number", "v_date") if f"x.{slot}" in sql.text] == slots


def test_filtering_and_sorting_by_an_attribute_use_its_index(things):
    """Under row-level security, as the application role (design §4)."""
    things.add(*({"colour": "red", "weight": Decimal(n)} for n in range(5)))
    captured: list[tuple[str, list]] = []

    def capture(execute, sql, params, many, context):
        captured.append((sql, params))
        return execute(sql, params, many, context)

    with working(things.actor, read_only=True), connection.cursor() as cursor:
        with connection.execute_wrapper(capture):
            run(things.source(), Query(conditions=(Condition("colour", "eq", "red"),)))
            run(things.source(), Query(sort=("-weight",), page_size=2))
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        plans = []
        for sql, params in captured:
            cursor.execute(f"EXPLAIN {sql}", params)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    assert "attribute_index" in plans[0] and "Index Cond" in plans[0]
    assert "attribute_index_by_number" in plans[1] and "Backward" in plans[1]
