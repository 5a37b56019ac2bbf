"""Lists and single records agree: the SQL of a row condition and its Python twin, over random grants (P5)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kontor.engines.access.decisions import decide
from kontor.engines.access.grants import HeldGrant
from kontor.engines.access.rows import RowCondition
from kontor.kernel.actor import Actor
from kontor.kernel.expressions import Column, SqlType, TableScope
from kontor.kernel.text import Text
from kontor.packaging.schema import Grant

pytestmark = pytest.mark.usefixtures("database")

ME, YOU = UUID(int=1), UUID(int=2)
HERE, THERE, ELSEWHERE = UUID(int=11), UUID(int=12), UUID(int=13)
ACTOR = Actor(user_id=ME, tenant_id=UUID(int=99))

CONDITIONS = [
    None,
    {"<": [{"var": "amount"}, 100]},
    {"==": [{"var": "state"}, "draft"]},
    {"!=": [{"var": "requester"}, {"var": "actor.id"}]},
    {"or": [{"==": [{"var": "amount"}, None]}, {"in": [{"var": "state"}, ["draft", "sent"]]}]},
    {"!": {"==": [{"var": "organisation"}, {"var": "actor.organisation"}]}},
]

RECORDS = [
    {"organisation": organisation, "created_by": creator, "requester": owner, "amount": amount, "state": state}
    for organisation, creator, owner, amount, state in itertools.product(
        (HERE, THERE, ELSEWHERE, None), (ME, YOU), (ME, YOU, None), (Decimal(50), Decimal(100), None), ("draft", "x")
    )
]

TYPES = {
    "organisation": SqlType.UUID, "created_by": SqlType.UUID, "requester": SqlType.UUID,
    "amount": SqlType.NUMERIC, "state": SqlType.TEXT,
}  # fmt: skip
SCOPE = TableScope({name: Column(f"r.{name}", type) for name, type in TYPES.items()})


@st.composite
def held_grants(draw) -> HeldGrant:
    grant = Grant.model_validate(
        {
            "permissions": ["order.read"],
            "effect": draw(st.sampled_from(["allow", "allow", "deny"])),
            "scope": draw(st.sampled_from(["all", "organisation", "own"])),
            "when": draw(st.sampled_from(CONDITIONS)),
        }
    )
    organisations = draw(st.sampled_from([None, frozenset({HERE}), frozenset({HERE, THERE})]))
    facts = {"actor": {"id": ME, "organisation": HERE}}
    owner = draw(st.sampled_from([None, "requester"]))
    return HeldGrant(grant, "r", Text(en="r", zh_hant="r"), None, organisations, ME, owner, facts)


@dataclass
class Listed:
    condition: RowCondition

    def indices(self) -> set[int]:
        """Which of ``RECORDS`` the database keeps."""
        sql = self.condition.to_sql(SCOPE)
        row = "(%s::int, " + ", ".join(f"%s::{type.value}" for type in TYPES.values()) + ")"
        params: list[Any] = []
        for at, record in enumerate(RECORDS):
            params += [at, *(record[name] for name in TYPES)]
        names = ", ".join(("at", *TYPES))
        values = ", ".join([row] * len(RECORDS))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT at FROM (VALUES {values}) AS r ({names}) WHERE {sql.text}", [*params, *sql.params])
            return {at for (at,) in cursor.fetchall()}


@given(st.lists(held_grants(), max_size=4))
def test_the_list_shows_exactly_the_records_one_may_read(grants):
    condition = RowCondition(
        tuple(each for each in grants if not each.denies), tuple(each for each in grants if each.denies)
    )
    allowed = {at for at, record in enumerate(RECORDS) if condition.holds(record)}
    assert Listed(condition).indices() == allowed
    assert {at for at, record in enumerate(RECORDS) if decide(ACTOR, "order.read", grants, record)} == allowed
    if condition.is_everything:
        assert len(allowed) == len(RECORDS)
    if condition.is_nothing:
        assert not allowed


def test_a_table_without_the_word_belongs_to_nobody():
    scope = TableScope({"state": Column("r.state", SqlType.TEXT)})
    for held in ("organisation", "own"):
        grant = Grant.model_validate({"permissions": ["order.read"], "scope": held})
        one = HeldGrant(grant, "r", Text(en="r", zh_hant="r"), None, frozenset({HERE}), ME)
        assert one.to_sql(scope).text == "(FALSE)"
        assert not one.holds({"state": "draft"})
