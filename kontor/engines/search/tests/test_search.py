"""One box in English and Traditional Chinese (P11)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from kontor.engines.search import api, words
from kontor.engines.search.api import Entry
from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.tenancy.api import create_tenant, working


@pytest.fixture
def actor(database) -> Actor:
    return Actor(new_id(), create_tenant(f"s-{uuid4().hex[:8]}", "Search").id)


def put(actor: Actor, *entries: tuple[str, str, str]) -> None:
    with working(actor):
        api.index([Entry(kind, new_id(), title, text=text) for kind, title, text in entries])


def titles(actor: Actor, text: str, **options) -> list[str]:
    return [hit.title for hit in api.find(actor, text, **options)]


@pytest.fixture
def shop(actor: Actor) -> Actor:
    put(
        actor,
        ("sku", "BOLT-M8 不鏽鋼螺栓", "DIN 933"),
        ("sku", "NUT-M8 六角螺帽", "for the stainless bolt"),
        ("partner", "大成鋼鐵股份有限公司", "Ta Chen Steel"),
        ("requisition", "PR-202611-0007", "不鏽鋼板 bearing"),
    )
    return actor


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("不鏽鋼", {"BOLT-M8 不鏽鋼螺栓", "PR-202611-0007"}),
        ("螺栓", {"BOLT-M8 不鏽鋼螺栓"}),
        ("鋼", {"BOLT-M8 不鏽鋼螺栓", "大成鋼鐵股份有限公司", "PR-202611-0007"}),
        ("司", {"大成鋼鐵股份有限公司"}),
        ("PR-2026", {"PR-202611-0007"}),
        ("0007", {"PR-202611-0007"}),
        ("m8 螺", {"BOLT-M8 不鏽鋼螺栓", "NUT-M8 六角螺帽"}),
        ("M8", {"BOLT-M8 不鏽鋼螺栓", "NUT-M8 六角螺帽"}),
        ("stee", {"大成鋼鐵股份有限公司"}),
        ("鋼鐵 無此物", set()),
        ("", set()),
        ("'; DROP -- & | ! : *", set()),
    ],
)
def test_words_beginnings_and_chinese_are_found(shop: Actor, asked: str, found: set[str]) -> None:
    assert set(titles(shop, asked)) == found


def test_the_title_weighs_most(shop: Actor) -> None:
    assert titles(shop, "bolt") == ["BOLT-M8 不鏽鋼螺栓", "NUT-M8 六角螺帽"]


def test_a_typing_mistake_finds_the_similar_title(shop: Actor) -> None:
    put(shop, ("sku", "BEARING 6204", ""))
    assert titles(shop, "baering") == []
    assert titles(shop, "bearign") == ["BEARING 6204"]


def test_only_the_types_asked_for(shop: Actor) -> None:
    assert titles(shop, "鋼", types=["partner"]) == ["大成鋼鐵股份有限公司"]
    assert titles(shop, "鋼", types=[]) == []


def test_a_changed_entry_is_found_by_its_new_words_and_a_removed_one_not(actor: Actor) -> None:
    record = new_id()
    for title in ("Old name", "New name"):
        with working(actor):
            api.index([Entry("sku", record, title)])
    assert titles(actor, "old") == []
    assert titles(actor, "new") == ["New name"]
    with working(actor):
        api.remove([record])
    assert titles(actor, "new") == []


def test_another_tenant_finds_nothing(shop: Actor) -> None:
    other = Actor(new_id(), create_tenant(f"s-{uuid4().hex[:8]}", "Other").id)
    assert titles(other, "鋼") == []


def test_the_function_may_use_the_index_the_application_may_not(shop: Actor) -> None:
    plan = "EXPLAIN SELECT id FROM transactions.search_entry WHERE terms @@ 'bolt'::tsquery"
    with working(shop), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(plan)
        assert "search_entry_terms" not in str(cursor.fetchall())
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(plan)
        assert "search_entry_terms" in str(cursor.fetchall())


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_term_of_a_text_is_asked_and_kept_alike(title: str, text: str) -> None:
    """Whatever is written, the vector and the query are well formed: quotes and backslashes are doubled."""
    for built in (words.vector_of(title, "", text), words.query_of(text), words.loose_query_of(text)):
        assert built.replace("''", "").count("'") % 2 == 0


def test_any_text_can_be_indexed_and_asked(actor: Actor) -> None:
    for text in ("it's a \\ back'slash", "全形ABC 半形", "ﬁne ①", "😀 emoji", "a" * 5000, "₂ ½ Ⅷ"):
        put(actor, ("sku", text, text))
        api.find(actor, text)
    assert titles(actor, "abc") == ["全形ABC 半形"]
