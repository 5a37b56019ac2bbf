"""Pure parts: differences put together give the record back; one changed bit breaks the chain (P7)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kontor.engines.events import chain
from kontor.engines.events.diff import apply, difference, replay
from kontor.engines.events.listeners import Kinds

scalars = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=3), st.lists(st.integers(0, 2)))
records = st.dictionaries(
    st.sampled_from("abcd"),
    st.recursive(scalars, lambda inner: st.dictionaries(st.sampled_from("xyz"), inner, max_size=3), max_leaves=6),
    max_size=4,
)


def test_only_what_changed_is_kept_also_inside_lines():
    before = {"state": "draft", "partner": "A", "lines": {"1": {"quantity": "5", "item": "X"}, "2": {"quantity": "1"}}}
    after = {"state": "sent", "partner": "A", "lines": {"1": {"quantity": "6", "item": "X"}, "3": {"quantity": "2"}}}
    assert difference(before, after) == (
        {"state": "draft", "lines": {"1": {"quantity": "5"}, "2": {"quantity": "1"}}},
        {"state": "sent", "lines": {"1": {"quantity": "6"}, "3": {"quantity": "2"}}},
    )


@given(records, records)
def test_a_difference_turns_the_old_record_into_the_new(before, after):
    assert apply(before, *difference(before, after)) == after


@given(st.lists(records, min_size=1, max_size=5))
def test_replaying_all_changes_gives_the_last_state(states):
    changes = [difference(old, new) for old, new in zip([{}, *states], states, strict=False)]
    assert replay(changes) == states[-1]


@given(records)
def test_equal_records_have_no_difference(record):
    assert difference(record, record) == ({}, {})


@given(st.lists(records, min_size=2, max_size=4), st.data())
def test_a_changed_event_changes_every_hash_after_it(contents, data):
    place = data.draw(st.integers(0, len(contents) - 1))
    changed = [*contents]
    changed[place] = {**changed[place], "a": "tampered"}
    honest, forged = hashes(contents), hashes(changed)
    assert honest[:place] == forged[:place]
    assert all(one != other for one, other in zip(honest[place:], forged[place:], strict=True))


def hashes(contents) -> list[bytes]:
    result: list[bytes] = []
    for each in contents:
        result.append(chain.link(result[-1] if result else None, chain.digest([each])))
    return result


def test_kinds_cover_words_branches_and_everything():
    kinds = Kinds(("order.created", "receipt.*"))
    assert [kinds.cover(each) for each in ("order.created", "order.sent", "receipt.line.posted", "receipts.x")] == [
        True, False, True, False
    ]  # fmt: skip
    assert Kinds(("*",)).cover("anything")
