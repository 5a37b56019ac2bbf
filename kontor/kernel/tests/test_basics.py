"""Ids, clock, texts and actors."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest

from kontor.kernel.actor import SYSTEM_USER_ID, Actor
from kontor.kernel.clock import FixedClock, SystemClock, current_clock, use_clock
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text


def test_ids_are_version_7_and_carry_the_time() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert before <= made.int >> 80 <= after + 1


def test_ids_only_grow_also_from_many_threads() -> None:
    made: list[list[UUID]] = [[] for _ in range(4)]

    def work(mine: list[UUID]) -> None:
        mine.extend(new_id() for _ in range(5_000))

    threads = [threading.Thread(target=work, args=(mine,)) for mine in made]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert all(mine == sorted(mine) for mine in made)
    assert len({each for mine in made for each in mine}) == 20_000


def test_ids_grow_when_the_system_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert first < new_id() < new_id()


def test_a_forked_process_makes_other_ids() -> None:
    reader, writer = os.pipe()
    new_id()
    child = os.fork()
    if child == 0:
        os.write(writer, b"".join(new_id().bytes for _ in range(50)))
        os._exit(0)
    os.waitpid(child, 0)
    raw = os.read(reader, 800)
    theirs = {UUID(bytes=raw[at : at + 16]) for at in range(0, 800, 16)}
    assert not theirs & {new_id() for _ in range(50)}


def test_a_fixed_clock_stands_still_until_told() -> None:
    clock = FixedClock(datetime(2026, 3, 31, 20, 0, tzinfo=UTC))
    assert clock.now() == clock.now()
    assert clock.today("Asia/Taipei") == date(2026, 4, 1)
    assert clock.today("UTC") == date(2026, 3, 31)
    assert clock.advance(days=1, hours=2) == datetime(2026, 4, 1, 22, tzinfo=UTC)
    assert clock.advance(timedelta(minutes=-30)) == datetime(2026, 4, 1, 21, 30, tzinfo=UTC)
    clock.set(datetime(2020, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2020


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 1, 1))


def test_the_clock_in_use_is_the_one_of_the_block() -> None:
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(current_clock(), SystemClock)
    with use_clock(clock):
        assert current_clock() is clock
        with use_clock(SystemClock()):
            assert current_clock() is not clock
        assert current_clock() is clock
    assert abs(current_clock().now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert current_clock().now().tzinfo is UTC


PLUM = Text(en="plum", zh_hant="李子")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "plum"),
        ("en-GB", "plum"),
        ("zh-Hant", "李子"),
        ("zh_TW", "李子"),
        ("zh", "李子"),
        ("zh-CN", "李子"),
        ("fr", "plum"),
    ],
)
def test_a_text_is_picked_by_language_with_fallbacks(language: str, words: str) -> None:
    assert PLUM.pick(language) == words


def test_simplified_chinese_is_used_where_given() -> None:
    text = Text(en="warehouse", zh_hant="倉庫", zh_hans="仓库")
    assert text.pick("zh-Hans") == "仓库"
    assert text.pick("zh-TW") == "倉庫"
    assert Text.from_mapping(text.to_mapping()) == text


def test_a_text_in_one_language_lends_it_to_the_other() -> None:
    assert Text.from_mapping({"zh-Hant": "李子"}).pick("en") == "李子"
    assert Text.from_mapping({"en": "plum"}).pick("zh-Hant") == "plum"
    with pytest.raises(ValueError, match="needs"):
        Text.from_mapping({"fr": "prune"})


def test_facts_are_shown_as_people_read_them() -> None:
    class Colour(Enum):
        RED = "red"

    text = Text(en="{a} {b} {c} {d} {e} {f}", zh_hant="{a}、{e}")
    facts = {"a": Decimal("1E+3"), "b": date(2026, 1, 2), "c": None, "d": Colour.RED, "e": [PLUM, "x"], "f": 7}
    assert text.format("en", **facts) == "1000 2026-01-02 — red plum, x 7"
    assert text.format("zh-Hant", **facts) == "1000、李子、x"


def test_templates_of_tenants_reach_nothing_but_the_facts() -> None:
    text = Text(en="{a.__class__} {a[0]} {{a}} {unknown}", zh_hant="")
    assert text.format("en", a="secret") == "{a.__class__} {a[0]} {a} {unknown}"
    assert Text(en="{line.quantity}", zh_hant="").fill("en", {"line.quantity": 3}) == "3"
    assert text.placeholders() == {"a.__class__", "a[0]", "unknown"}


def test_actors() -> None:
    tenant = new_id()
    actor = Actor(user_id=new_id(), tenant_id=tenant)
    assert actor.correlation_id != Actor(user_id=actor.user_id, tenant_id=tenant).correlation_id
    other = actor.replace(language="zh-Hant")
    assert (other.language, other.correlation_id) == ("zh-Hant", actor.correlation_id)
    system = Actor.system(tenant, via="job")
    assert (system.user_id, system.via, system.is_system, actor.is_system) == (SYSTEM_USER_ID, "job", True, False)
    with pytest.raises(ValueError, match="via"):
        actor.replace(via="telepathy")
