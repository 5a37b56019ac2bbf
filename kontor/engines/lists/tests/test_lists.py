"""Lists on PostgreSQL: conditions, filters, sort, pages, rights, mistakes (Q2, P5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from kontor.engines.access.api import NOTHING, FieldAccess, RowCondition
from kontor.engines.access.grants import HeldGrant
from kontor.engines.lists.api import Condition, Query
from kontor.kernel.errors import ValidationFailed
from kontor.kernel.expressions import parse
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.packaging.schema import Grant
from kontor.tenancy.api import working

pytestmark = pytest.mark.usefixtures("database")

OLD_FIRST = ("created_at",)


def where(*conditions: tuple, **facts) -> Query:
    return Query(conditions=tuple(Condition(*each) for each in conditions), sort=OLD_FIRST, **facts)


def rule(raw, **facts) -> Query:
    return Query(filter=parse(raw), sort=OLD_FIRST, **facts)


@pytest.fixture
def stock(things):
    """Four things that differ in everything; the last one is empty."""
    owner = new_id()
    ids = things.add(
        {"state": "draft", "amount": Decimal("10.5"), "day": date(2026, 1, 1), "colour": "red",
         "weight": Decimal("1.10"), "due": date(2026, 5, 1), "seen_at": datetime(2026, 5, 1, 20, tzinfo=UTC),
         "owner": owner, "urgent": True, "note": "50% off_sale", "tags": ("red", "blue"), "lines": [1, 5],
         "organisation": things.tenant.company.id},
        {"state": "sent", "amount": Decimal("20"), "day": date(2026, 2, 1), "colour": "green", "weight": Decimal("2"),
         "due": date(2026, 6, 1), "seen_at": datetime(2026, 5, 2, 3, tzinfo=UTC), "urgent": False,
         "note": "軸承 Bearing", "lines": [2]},
        {"state": "sent", "amount": Decimal("30"), "day": date(2026, 3, 1), "colour": "red",
         "weight": Decimal("1.1000000000000000000001"), "owner": new_id(), "tags": ("green",)},
        {"state": "done"},
    )  # fmt: skip
    return ids, owner


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("state", "eq", "sent"), [1, 2]),
        (("state", "ne", "sent"), [0, 3]),
        (("state", "in", "draft,done"), [0, 3]),
        (("amount", "gte", "20"), [1, 2]),
        (("amount", "lt", "20"), [0]),
        (("amount", "between", "10,20"), [0, 1]),
        (("amount", "between", ",20"), [0, 1]),
        (("amount", "isnull", "true"), [3]),
        (("amount", "ne", "20"), [0, 2, 3]),
        (("day", "lte", "2026-02-01"), [0, 1]),
        (("colour", "eq", "red"), [0, 2]),
        (("colour", "in", ("green", "red")), [0, 1, 2]),
        (("colour", "eq", ""), [3]),
        (("colour", "isnull", False), [0, 1, 2]),
        (("weight", "eq", "1.1"), [0]),
        (("weight", "gt", "1.1"), [1, 2]),
        (("weight", "lte", "1.1"), [0]),
        (("due", "eq", "2026-06-01"), [1]),
        (("due", "gt", date(2026, 5, 1)), [1]),
        (("urgent", "eq", "true"), [0]),
        (("urgent", "eq", False), [1]),
        (("note", "contains", "BEAR"), [1]),
        (("note", "contains", "軸承"), [1]),
        (("note", "contains", "0%"), [0]),
        (("note", "contains", "f_s"), [0]),
        (("note", "contains", "f%s"), []),
        (("note", "starts", "50"), [0]),
        (("tags", "contains", "blue"), [0]),
        (("tags", "in", "green,blue"), [0, 2]),
        (("seen_at", "eq", "2026-05-02"), [0, 1]),  # the actor's day in Taipei: 16:00 UTC to 16:00 UTC
        (("seen_at", "lt", "2026-05-02"), []),
        (("seen_at", "lte", "2026-05-02"), [0, 1]),
        (("seen_at", "gt", "2026-05-01T20:00:00+00:00"), [1]),
        (("created_at", "between", "2026-03-01,2026-03-01"), [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_a_condition_keeps_what_it_says(found, stock, condition, expected):
    assert found(stock[0], where(condition)) == expected


def test_conditions_add_up(found, stock):
    ids, owner = stock
    assert found(ids, where(("state", "eq", "sent"), ("colour", "eq", "red"))) == [2]
    assert found(ids, where(("owner", "eq", str(owner)))) == [0]
    assert found(ids, where(("owner", "in", [owner]), ("tags", "contains", "red"))) == [0]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"==": [{"var": "colour"}, "red"]}, [0, 2]),
        ({"and": [{"==": [{"var": "colour"}, "red"]}, {">": [{"var": "weight"}, "1.1"]}]}, [2]),
        ({"<=": ["1.1", {"var": "weight"}]}, [0, 1, 2]),
        ({"or": [{"==": [{"var": "colour"}, "green"]}, {"==": [{"var": "state"}, "done"]}]}, [1, 3]),
        ({"in": [{"var": "colour"}, ["green", "blue"]]}, [1]),
        ({"!": {"==": [{"var": "urgent"}, True]}}, [1, 2, 3]),
        ({"==": [{"var": "created_by"}, {"var": "actor.id"}]}, [0, 1, 2, 3]),
        ({"==": [{"var": "owner"}, {"var": "actor.id"}]}, []),
        ({"some": [{"var": "lines"}, {">": [{"var": "quantity"}, 3]}]}, [0]),
        ({"<": [{"var": "day"}, {"var": "today"}]}, [0, 1, 2]),
    ],
)
def test_a_filter_is_an_expression(found, stock, raw, expected):
    assert found(stock[0], rule(raw)) == expected


def test_rows_give_python_values_and_only_the_fields_asked_for(things, stock):
    page = things.ask(where(("colour", "eq", "red"), fields=("colour", "weight", "due", "amount", "tags", "owner")))
    assert page.rows[0] == {
        "id": stock[0][0], "colour": "red", "weight": Decimal("1.10"), "due": date(2026, 5, 1),
        "amount": Decimal("10.5"), "tags": ("red", "blue"), "owner": stock[1],
    }  # fmt: skip
    assert set(things.ask(Query()).rows[0]) == {"id", *things.source().columns}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ((), [3, 2, 1, 0]),
        (("amount",), [0, 1, 2, 3]),
        (("-amount",), [2, 1, 0, 3]),
        (("colour", "-amount"), [1, 2, 0, 3]),
        (("-colour", "amount"), [0, 2, 1, 3]),
        (("-weight",), [1, 2, 0, 3]),
        (("due",), [0, 1, 2, 3]),
        (("state", "-day"), [3, 0, 2, 1]),
        (("urgent",), [1, 0, 2, 3]),
        (("note", "day"), [0, 1, 2, 3]),
    ],
)
def test_order_keeps_empty_values_last(found, stock, sort, expected):
    assert found(stock[0], Query(sort=sort)) == expected


@pytest.mark.parametrize(
    "sort",
    [(), ("amount",), ("-amount",), ("colour",), ("-colour", "amount"), ("-weight", "state"), ("due", "-colour"),
     ("-day", "colour"), ("urgent",), ("seen_at",)],
)  # fmt: skip
@pytest.mark.parametrize("way", ["page", "cursor"])
def test_pages_together_give_every_row_once_in_order(things, sort, way):
    values: dict[str, list[Any]] = {
        "amount": [None, Decimal(1), Decimal(2)], "colour": ["red", None, "green"], "day": [date(2026, 1, 1), None],
        "weight": [Decimal("0.1"), Decimal("0.10"), None, Decimal(3)], "due": [None, date(2026, 1, 1)],
        "urgent": [True, None, False],
    }  # fmt: skip
    things.add(*({name: each[n % len(each)] for name, each in values.items()} for n in range(23)))
    whole = [row["id"] for row in things.ask(Query(sort=sort, page_size=100)).rows]
    assert len(whole) == len(set(whole)) == 23
    seen: list[UUID] = []
    page, cursor = 1, None
    while True:
        asked = Query(sort=sort, page_size=4, cursor=cursor, page=1 if way == "cursor" else page)
        answer = things.ask(asked)
        seen += [row["id"] for row in answer.rows]
        assert answer.has_more is (answer.next_cursor is not None)
        if not answer.has_more:
            break
        page, cursor = page + 1, answer.next_cursor if way == "cursor" else None
    assert seen == whole


def test_a_cursor_stays_right_while_rows_are_added_in_front(things):
    ids = things.add(*({"amount": Decimal(n)} for n in range(6)))
    first = things.ask(Query(sort=("amount",), page_size=3))
    things.add({"amount": Decimal(-1)}, {"amount": Decimal("0.5")})
    second = things.ask(Query(sort=("amount",), page_size=3, cursor=first.next_cursor))
    assert [row["id"] for row in (*first.rows, *second.rows)] == ids


def test_the_total_is_counted_only_on_request_and_a_page_is_one_statement(things, stock, django_assert_num_queries):
    from kontor.engines.lists.api import run

    query = where(("state", "eq", "sent"), page_size=1)
    with working(things.actor, read_only=True):
        with django_assert_num_queries(1):
            page = run(things.source(), query)
        assert (page.total, page.has_more, len(page.rows)) == (None, True, 1)
        with django_assert_num_queries(2):
            assert run(things.source(), where(("state", "eq", "sent"), with_total=True)).total == 2


def held(grant: dict, things, **facts) -> HeldGrant:
    label = Text(en="r", zh_hant="r")
    known = {"actor": {"id": things.actor.user_id}}
    grant = {"permissions": ["thing.read"], **grant}
    return HeldGrant(Grant.model_validate(grant), "r", label, None, facts.get("organisations"), things.actor.user_id,
                     facts.get("owner_field"), known)  # fmt: skip


def test_a_list_shows_only_rows_the_actor_may_see(things, found, stock):
    ids, _ = stock
    assert found(ids, Query(), NOTHING) == []
    home = frozenset({things.tenant.company.id})
    everywhere = held({}, things, organisations=home)
    red = held({"scope": "all", "when": {"==": [{"var": "colour"}, "red"]}}, things)
    not_mine = held({"scope": "own", "effect": "deny"}, things, owner_field="owner")
    assert found(ids, Query(sort=OLD_FIRST), RowCondition((everywhere,))) == [0, 1, 2, 3]
    assert found(ids, Query(sort=OLD_FIRST), RowCondition((red,))) == [0, 2]
    assert found(ids, Query(sort=OLD_FIRST, with_total=True), RowCondition((red,), (not_mine,))) == []
    elsewhere = held({}, things, organisations=frozenset({new_id()}))
    assert found(ids, Query(sort=OLD_FIRST), RowCondition((elsewhere,))) == [1, 2, 3]


def test_a_hidden_field_can_be_neither_seen_nor_filtered_nor_sorted_by(things, stock):
    access = FieldAccess("thing", {"weight": "none", "amount": "mask"})
    row = things.ask(Query(), fields=access).rows[0]
    assert "weight" not in row and "amount" in row
    for query in (
        where(("weight", "gt", "1")), where(("amount", "gt", "1")), Query(sort=("weight",)), Query(fields=("weight",)),
        rule({">": [{"var": "amount"}, 1]}),
    ):  # fmt: skip
        with pytest.raises(ValidationFailed) as caught:
            things.ask(query, fields=access)
        assert [each.code for each in caught.value.problems] == ["UNKNOWN_FIELD"]


def test_rights_may_look_at_fields_the_actor_may_not_see(things, found, stock):
    heavy = held({"scope": "all", "when": {">": [{"var": "weight"}, "1.5"]}}, things)
    access = FieldAccess("thing", {"weight": "none"})
    assert found(stock[0], Query(), RowCondition((heavy,)), fields=access) == [1]


def test_text_is_looked_for_in_the_text_columns_or_by_search(things, found, stock):
    assert found(stock[0], Query(text="bearing")) == [1]
    assert found(stock[0], Query(text="  ", sort=OLD_FIRST)) == [0, 1, 2, 3]
    from kontor.engines.lists.api import run

    with working(things.actor, read_only=True):
        page = run(things.source(search=lambda text: [stock[0][2]] if text == "x" else []), Query(text="x"))
    assert [row["id"] for row in page.rows] == [stock[0][2]]


@pytest.mark.parametrize(
    ("query", "path", "code", "words"),
    [
        (where(("colr", "eq", "red")), "colr", "UNKNOWN_FIELD", "Did you mean “colour”"),
        (rule({"==": [{"var": "wieght"}, 1]}), "filter", "UNKNOWN_FIELD", "Did you mean “weight”"),
        (rule({"some": [{"var": "lines"}, {"==": [{"var": "colour"}, 1]}]}), "filter", "UNKNOWN_FIELD", "lines.colour"),
        (Query(sort=("-amuont",)), "sort", "UNKNOWN_FIELD", "Did you mean “amount”"),
        (Query(sort=("tags",)), "sort", "NOT_SORTABLE", "tags"),
        (Query(fields=("nothing_like_it",)), "fields", "UNKNOWN_FIELD", "There is no field"),
        (where(("amount", "gt", "many")), "amount__gt", "WRONG_TYPE", "many"),
        (where(("amount", "eq", "NaN")), "amount__eq", "WRONG_TYPE", "number"),
        (where(("amount", "eq", "1e999999")), "amount__eq", "WRONG_TYPE", "number"),
        (where(("day", "eq", "2026-02-30")), "day__eq", "WRONG_TYPE", "date"),
        (where(("owner", "eq", "me")), "owner__eq", "WRONG_TYPE", "record id"),
        (where(("urgent", "eq", "maybe")), "urgent__eq", "WRONG_TYPE", "true or false"),
        (where(("amount", "between", "1")), "amount__between", "WRONG_TYPE", "number"),
        (where(("note", "eq", "a\x00b")), "note__eq", "WRONG_TYPE", "text"),
        (where(("amount", "contains", "1")), "amount__contains", "WRONG_OPERATOR", "between"),
        (where(("owner", "lt", str(new_id()))), "owner__lt", "WRONG_OPERATOR", "eq"),
        (rule({"<": [{"var": "note"}, 5]}), "filter", "TYPE_MISMATCH", ""),
        (Query(cursor="nonsense"), "cursor", "BAD_CURSOR", "begin again"),
        (Query(page_size=0), "page_size", "OUT_OF_RANGE", "1"),
        (Query(page_size=100_000), "page_size", "OUT_OF_RANGE", "1000"),
        (Query(page=0), "page", "OUT_OF_RANGE", "1"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(things, query, path, code, words):
    with pytest.raises(ValidationFailed) as caught:
        things.ask(query)
    (problem,) = caught.value.problems
    assert (problem.path.split(".")[0].split("[")[0], words in problem.message("en")) == (path, True)
    assert problem.code == code or code == "TYPE_MISMATCH"
    assert problem.message("zh-Hant")


def test_all_mistakes_are_told_at_once(things):
    with pytest.raises(ValidationFailed) as caught:
        things.ask(where(("colr", "eq", "red"), ("amount", "gt", "x"), filter=parse({"==": [{"var": "no"}, 1]})))
    assert [each.path for each in caught.value.problems] == ["colr", "amount__gt", "filter"]


def test_a_cursor_of_another_order_is_refused(things):
    things.add(*({"amount": Decimal(n)} for n in range(3)))
    cursor = things.ask(Query(sort=("amount",), page_size=1)).next_cursor
    with pytest.raises(ValidationFailed):
        things.ask(Query(sort=("-amount",), page_size=1, cursor=cursor))


def test_values_never_become_sql(things, stock):
    hostile = "x' OR '1'='1"
    for query in (
        where(("note", "eq", hostile)), where(("note", "contains", hostile)), where(("colour", "eq", hostile)),
        rule({"==": [{"var": "note"}, hostile]}), Query(text=hostile), where(("colour", "in", [hostile])),
    ):  # fmt: skip
        assert things.ask(query).rows == []


def test_other_tenants_rows_stay_out_even_with_a_careless_source(things, stock):
    from kontor.engines.lists.api import run
    from kontor.kernel.expressions import Sql
    from kontor.testing.builders import make_tenant

    stranger = make_tenant().system
    with working(stranger, read_only=True):
        assert run(things.source(where=Sql("TRUE")), Query(sort=("colour",))).rows == []
