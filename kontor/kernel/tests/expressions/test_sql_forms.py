"""The shape of translated SQL: values are parameters, indexes stay usable, what SQL cannot say is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from kontor.kernel.expressions import (
    Collection,
    Column,
    ExpressionError,
    NotTranslatable,
    SqlType,
    TableScope,
    TypeMismatch,
    parse,
    to_sql,
    to_sql_value,
)

LINES = Collection(
    "document_line l", "l.document_id = d.id", TableScope({"amount": Column("l.amount", SqlType.NUMERIC)})
)
SCOPE = TableScope(
    {
        "code": Column("d.code", SqlType.TEXT, nullable=False),
        "note": Column("d.note", SqlType.TEXT),
        "amount": Column("d.amount", SqlType.NUMERIC),
        "day": Column("d.day", SqlType.DATE),
        "owner": Column("d.owner", SqlType.UUID),
        "colour": Column("d.data->>'colour'", SqlType.TEXT),
        "lines": LINES,
    },
    {"today": date(2026, 3, 31), "actor": {"id": UUID(int=1), "organisations": [UUID(int=2), UUID(int=3)]}},
)


@pytest.mark.parametrize(
    ("raw", "text", "params"),
    [
        ({"==": [{"var": "code"}, "x"]}, "(d.code = %s::text)", ("x",)),
        ({"==": [{"var": "note"}, None]}, "(d.note IS NULL)", ()),
        ({"!": {"==": [{"var": "note"}, "x"]}}, "((d.note = %s::text) IS NOT TRUE)", ("x",)),
        ({"!=": [{"var": "code"}, "x"]}, "(d.code IS DISTINCT FROM %s::text)", ("x",)),
        ({">": [{"var": "amount"}, 100]}, "(d.amount > %s::numeric)", (Decimal(100),)),
        ({"<": [{"var": "day"}, {"var": "today"}]}, "(d.day < %s::date)", (date(2026, 3, 31),)),
        ({"<=": [{"var": "day"}, "2026-01-01"]}, "(d.day <= %s::date)", (date(2026, 1, 1),)),
        ({"in": [{"var": "code"}, ["x", "y"]]}, "(d.code = ANY(%s::text[]))", (["x", "y"],)),
        (
            {"in": [{"var": "owner"}, {"var": "actor.organisations"}]},
            "(d.owner = ANY(%s::uuid[]))",
            ([UUID(int=2), UUID(int=3)],),
        ),
        ({"==": [{"var": "colour"}, "red"]}, "((d.data->>'colour') = %s::text)", ("red",)),
        (
            {"and": [{"var": "note"}, {"or": [{"var": "amount"}, {"==": [{"var": "owner"}, {"var": "actor.id"}]}]}]},
            "((d.note <> '') AND ((d.amount <> 0) OR (d.owner = %s::uuid)))",
            (UUID(int=1),),
        ),
        (
            {"some": [{"var": "lines"}, {">": [{"var": "amount"}, 1]}]},
            "(EXISTS (SELECT 1 FROM document_line l WHERE (l.document_id = d.id) AND (l.amount > %s::numeric)))",
            (Decimal(1),),
        ),
    ],
)
def test_conditions_stay_plain_enough_for_an_index(raw: Any, text: str, params: tuple[Any, ...]) -> None:
    sql = to_sql(parse(raw), SCOPE)
    assert (sql.text, sql.params) == (text, params)


@pytest.mark.parametrize("evil", ["'; DROP TABLE x; --", "%s", "{}", "\\", "a' OR '1'='1"])
def test_texts_never_become_sql(evil: str, postgres: psycopg.Connection) -> None:
    raw = {"cat": [{"if": [{"in": ["x", [evil]]}, evil, {"substr": [evil, 0]}]}, evil]}
    sql = to_sql_value(parse(raw), SCOPE)
    assert evil not in sql.text.replace("%s::text", "")
    assert postgres.execute(f"SELECT {sql.text}", sql.params).fetchone() == (evil + evil,)


def test_values_know_their_type() -> None:
    assert to_sql_value(parse({"sum": [{"var": "lines"}, {"var": "amount"}]}), SCOPE).type is SqlType.NUMERIC
    assert to_sql_value(parse({"date_add": [{"var": "day"}, 1]}), SCOPE).type is SqlType.DATE
    assert to_sql_value(parse({">": [{"var": "amount"}, 1]}), SCOPE).type is SqlType.BOOLEAN


@pytest.mark.parametrize(
    ("raw", "what", "path"),
    [
        ({"and": [True, {"reduce": [{"var": "lines"}, 1, 0]}]}, "reduce", "and[1].reduce"),
        ({"==": [{"var": "unknown"}, 1]}, "unknown", "==[0].var"),
        ({"==": [{"var": "note"}, {"var": "amount"}]}, "==", "=="),
        ({"if": [True, 1, "x"]}, None, None),
        ({"cat": [{"if": [True, 1, "x"]}]}, "if", "cat[0].if"),
        ({"==": [{"var": "lines"}, 1]}, "var lines", "==[0].var"),
        ({"missing_some": [1, ["code"]]}, "missing_some", "missing_some"),
        ({"substr": [{"var": "note"}, {"var": "amount"}]}, "substr", "substr"),
        ({"decimal": {"var": "note"}}, "decimal", "decimal"),
    ],
)
def test_what_sql_cannot_say_is_refused_with_its_place(raw: Any, what: str | None, path: str | None) -> None:
    if what is None:
        assert to_sql(parse(raw), SCOPE).type is SqlType.BOOLEAN
        return
    with pytest.raises(NotTranslatable) as refused:
        to_sql(parse(raw), SCOPE)
    assert (refused.value.what, refused.value.path) == (what, path)


@pytest.mark.parametrize(
    "raw",
    [
        {"+": [{"var": "note"}, 1]},
        {"<": [{"var": "owner"}, {"var": "actor.id"}]},
        {"<": [{"var": "day"}, "soon"]},
        {"sum": [{"var": "code"}, 1]},
        {"lower": [{"var": "amount"}]},
        {"in": [1, {"var": "amount"}]},
        {"date_add": [{"var": "amount"}, 1]},
    ],
)
def test_wrong_types_are_refused_before_the_query(raw: Any) -> None:
    with pytest.raises(TypeMismatch) as refused:
        to_sql(parse(raw), SCOPE)
    assert refused.value.path


def test_the_length_of_the_sql_is_limited() -> None:
    raw: Any = {"var": "note"}
    for _ in range(24):
        raw = {"or": [raw, {"var": "code"}]}
    raw = {"cat": [raw]}
    with pytest.raises(ExpressionError):
        to_sql(parse(raw), SCOPE)
