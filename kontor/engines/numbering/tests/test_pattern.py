"""Patterns: what they show, what is wrong with them (P6)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.engines.numbering.errors import NumberFactMissing, NumberPatternInvalid
from kontor.engines.numbering.gaps import runs
from kontor.engines.numbering.pattern import check_pattern, parse_pattern, period_of

DAY = date(2026, 3, 7)


@pytest.mark.parametrize(
    ("pattern", "value", "number"),
    [
        ("PR-{yyyy}{mm}-{seq:4}", 7, "PR-202603-0007"),
        ("{yy}{mm}{dd}{seq:2}", 7, "26030707"),
        ("{roc}{seq:5}號", 12, "11500012號"),
        ("{org}/{seq:3}/{project}", 5, "CO/005/P1"),
        ("{seq:2}", 12345, "12345"),
        ("{seq}", 3, "3"),
    ],
)
def test_a_pattern_is_filled_in(pattern, value, number):
    assert parse_pattern(pattern).render(value, DAY, {"org": "CO", "project": "P1"}) == number


@pytest.mark.parametrize("value", [None, ""])
def test_a_number_cannot_show_an_empty_field(value):
    facts = {} if value is None else {"project": value}
    with pytest.raises(NumberFactMissing) as caught:
        parse_pattern("{project}-{seq:3}").render(1, DAY, facts)
    assert (caught.value.field, caught.value.path) == ("project", "project")


@pytest.mark.parametrize(
    ("pattern", "check"),
    [
        ("PR-{yyyy}", "numbering.E001"),
        ("{seq:2}-{seq:2}", "numbering.E001"),
        ("PR-{seq:2", "numbering.E001"),
        ("PR-{{seq:2}}", "numbering.E003"),
        ("PR}-{seq:2}", "numbering.E003"),
        ("{Year}-{seq:2}", "numbering.E003"),
        ("{seq:0}", "numbering.E007"),
        ("{seq:13}", "numbering.E007"),
        ("x" * 100 + "{seq:1}", "numbering.E007"),
    ],
)
def test_a_pattern_that_cannot_be_read_names_its_check(pattern, check):
    with pytest.raises(NumberPatternInvalid) as caught:
        parse_pattern(pattern)
    assert caught.value.check == check


@pytest.mark.parametrize(
    ("pattern", "reset", "checks"),
    [
        ("{yyyy}-{seq:4}", "yearly", []),
        ("{roc}-{seq:4}", "yearly", []),
        ("{seq:4}", "never", []),
        ("{seq:4}", "yearly", ["numbering.E006"]),
        ("{mm}-{seq:4}", "monthly", ["numbering.E006"]),
        ("{yyyy}-{seq:4}", "monthly", ["numbering.E006"]),
        ("{yyyy}{mm}-{seq:4}", "daily", ["numbering.E006"]),
        ("{yy}{mm}{dd}{seq:4}", "daily", []),
        ("{yyyy}{colour}-{seq:4}", "yearly", ["numbering.E002"]),
        ("{yyyy}{seq:4}", "weekly", ["numbering.E008"]),
        ("{", "yearly", ["numbering.E001"]),
    ],
)
def test_checks_find_numbers_that_would_repeat(pattern, reset, checks):
    assert [each.check for each in check_pattern(pattern, reset=reset, facts={"org", "project"})] == checks


def test_periods_have_names():
    assert [period_of(each, DAY) for each in ("never", "yearly", "monthly", "daily")] == [
        "always", "2026", "2026-03", "2026-03-07"
    ]  # fmt: skip


@given(st.dates(date(1912, 1, 1), date(2910, 12, 31)), st.integers(1, 10**7), st.integers(1, 12))
def test_the_running_number_can_be_read_back(day, value, digits):
    pattern = parse_pattern(f"X{{roc}}{{mm}}-{{seq:{digits}}}Z")
    number = pattern.render(value, day, {})
    before, after = pattern.fill(day, {})
    assert int(number.removeprefix(before).removesuffix(after)) == value
    assert number.startswith(f"X{day.year - 1911:03d}{day.month:02d}-")


@given(st.sets(st.integers(0, 30)))
def test_runs_cover_exactly_the_values(values):
    assert [n for first, last in runs(sorted(values)) for n in range(first, last + 1)] == sorted(values)
