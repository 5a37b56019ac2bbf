"""Whatever comes in, what goes out is a refusal with a code, never an accident (P1, P15)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.documents import api
from kontor.documents.contracts import Take
from kontor.documents.tests.conftest import Trade, ids, line, make_trade
from kontor.kernel.errors import DomainError
from kontor.kernel.text import LANGUAGES

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["title", "urgent", "priority", "owner", "previous", "total_amount", "", "id", "x\0y"])
line_names = st.sampled_from(["description", "quantity", "unit_price", "amount", "expected", "id", "line_no", "zz"])


@pytest.fixture(scope="module")
def company(database: Any) -> Trade:
    return make_trade()


def survives(act: Callable[[], Any]) -> None:
    """It works, or it refuses with a code and a sentence in every language."""
    try:
        act()
    except DomainError as refused:
        assert refused.code
        for language in LANGUAGES:
            assert isinstance(refused.message(language), str)
            refused.details(language)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(names, json_values, max_size=4) | json_values,
    st.lists(st.dictionaries(line_names, json_values, max_size=4) | json_values, max_size=3) | json_values,
)
def test_any_json_makes_a_document_or_a_refusal(company: Trade, values: Any, lines: Any):
    survives(lambda: api.create(company.ann, "request", values, lines))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(names, json_values, max_size=4) | json_values,
    st.lists(st.dictionaries(line_names, json_values, max_size=4) | json_values, max_size=3) | json_values,
    st.lists(json_values, max_size=2),
)
def test_any_json_changes_a_document_or_is_refused(company: Trade, values: Any, lines: Any, removed: Any):
    made = company.request()
    survives(lambda: api.change(company.ann, made.id, version=1, values=values, lines=lines, removed_lines=removed))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["supplier", "unit_price", "quantity", "zz"]), json_values, max_size=3))
def test_any_inputs_decide_a_line_or_are_refused(company: Trade, inputs: Any):
    sent = company.submitted()
    survives(lambda: api.fire_lines(company.bob, "request", "approve", ids(sent), inputs=inputs))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dictionaries(st.sampled_from(["supplier", "note", "quantity", "zz"]), json_values, max_size=3),
    st.dictionaries(st.sampled_from(["supplier", "due", "zz"]), json_values, max_size=3),
)
def test_any_take_flows_or_is_refused(company: Trade, quantity: Decimal, inputs: Any, values: Any):
    request = company.approved()
    take = Take(ids(request)[0], quantity, inputs)
    survives(lambda: api.derive(company.bob, "buy", [take], values=values))


def test_what_belongs_to_another_tenant_does_not_exist(company: Trade):  # P15
    other = make_trade()
    theirs = other.approved()
    for act in (
        lambda: api.get(company.eve, "request", theirs.id),
        lambda: api.change(company.eve, theirs.id, version=1, values={"title": "x"}),
        lambda: api.fire(company.eve, theirs.id, "cancel"),
        lambda: api.fire_lines(company.eve, "request", "approve", ids(theirs)),
        lambda: api.derive(company.eve, "buy", [Take(ids(theirs)[0])]),
        lambda: api.delete(company.eve, theirs.id, version=1, reason="x"),
        lambda: api.create(company.eve, "request", {"title": "x", "previous": str(theirs.id)}, [line()]),
        lambda: api.create(company.eve, "request", {"title": "x", "owner": str(other.ann.user_id)}, [line()]),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code in ("NOT_FOUND", "VALIDATION_ERROR")
    assert other.read(theirs).version == theirs.version


def test_sizes_have_limits(company: Trade):
    survives(lambda: api.create(company.ann, "request", {"title": "x" * 10_000_000}, [line()]))
    with pytest.raises(DomainError) as refused:
        api.create(company.ann, "request", {"title": "x"}, [line()] * 6000)
    assert refused.value.code == "TOO_MANY_LINES"
    with pytest.raises(DomainError):
        api.fire_lines(company.bob, "request", "approve", [uuid4() for _ in range(10_001)])


def test_unknown_words_are_told_with_the_nearest(company: Trade):
    for act, code in (
        (lambda: api.create(company.ann, "requets", {}), "UNKNOWN_DOCUMENT_TYPE"),
        (lambda: api.get(company.ann, "requets", uuid4()), "UNKNOWN_DOCUMENT_TYPE"),
        (lambda: api.fire_lines(company.bob, "request", "aprove", [uuid4()]), "UNKNOWN_ACTION"),
        (lambda: api.fire_lines(company.bob, "delivery", "approve", [uuid4()]), "UNKNOWN_ACTION"),
        (lambda: api.derive(company.bob, "buyy", []), "UNKNOWN_FLOW"),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == code
