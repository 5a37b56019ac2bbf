"""Rows of every type, with nulls, as Python sees them and as PostgreSQL does."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from kontor.kernel.expressions import (
    Collection,
    Column,
    SqlType,
    TableScope,
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
