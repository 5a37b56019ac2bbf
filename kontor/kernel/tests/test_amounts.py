"""Money, rounding and quantities: exact, and refusing to mix what does not mix."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.kernel.currencies import CurrencyUnknown, currency_exponent, is_known_currency
from kontor.kernel.money import AllocationImpossible, CurrenciesDiffer, Money, allocate
from kontor.kernel.quantity import (
    ConversionInvalid,
    NoConversion,
    Quantity,
    UnitConversion,
    UnitConversions,
    UnitsDiffer,
    fraction_to_decimal,
)
from kontor.kernel.rounding import RoundingPolicy, RoundingRule, RoundingRuleInvalid, round_decimal

amounts = st.decimals(-(10**12), 10**12, places=4)
weights = st.lists(st.decimals(0, 10**6, places=3), min_size=1, max_size=12).filter(any)


def eur(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def test_money_computes_exactly() -> None:
    assert eur("0.1") + eur("0.2") == eur("0.3")
    assert eur("1") - eur("2.5") == -eur("1.5")
    assert eur("2.50") * 3 == 3 * eur("2.50") == eur("7.50")
    assert eur("1") / 4 == eur("0.25")
    assert abs(eur("-1")) == eur("1")
    assert eur("1") < eur("2") <= eur("2")
    assert eur("3") > eur("2") >= eur("2")
    assert not Money.zero("EUR")
    assert Money.total([eur("1"), eur("2")], "EUR") == eur("3")
    assert str(eur("1E+3")) == "1000 EUR"
    assert eur("1.50").to_mapping() == {"amount": "1.50", "currency": "EUR"}


@pytest.mark.parametrize(
    "combine", [Money.__add__, Money.__sub__, Money.__lt__, Money.__le__, Money.__gt__, Money.__ge__]
)
def test_currencies_never_mix(combine: Callable[[Money, Money], Any]) -> None:
    with pytest.raises(CurrenciesDiffer):
        combine(eur("1"), Money(Decimal(1), "USD"))
    with pytest.raises(TypeError):
        combine(eur("1"), Decimal(1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(1.5, "EUR"), (True, "EUR"), (Decimal("NaN"), "EUR"), (Decimal(1), "eur"), (Decimal(1), "EURO")],
)
def test_money_is_made_of_a_finite_decimal_and_a_code(amount: Any, currency: str) -> None:
    with pytest.raises(TypeError):
        Money(amount, currency)


@pytest.mark.parametrize("factor", [1.5, True, "2"])
def test_money_is_multiplied_by_exact_numbers_only(factor: Any) -> None:
    with pytest.raises(TypeError):
        eur("1") * factor


def test_money_rounds_to_its_currency() -> None:
    assert eur("1.005").round() == eur("1.01")
    assert Money(Decimal("100.5"), "JPY").round() == Money(Decimal(101), "JPY")
    assert eur("1.2345").round(3, "down") == eur("1.234")


@pytest.mark.parametrize(("code", "places"), [("EUR", 2), ("JPY", 0), ("BHD", 3), ("TWD", 2)])
def test_exponents_follow_iso_4217(code: str, places: int) -> None:
    assert currency_exponent(code) == places


def test_an_unknown_currency_is_refused() -> None:
    assert not is_known_currency("XQX")
    with pytest.raises(CurrencyUnknown):
        currency_exponent("XQX")


@given(amount=amounts, shares=weights, places=st.integers(0, 6))
def test_shares_add_up_exactly(amount: Decimal, shares: list[Decimal], places: int) -> None:
    parts = allocate(amount, shares, places=places)
    assert sum(parts) == amount
    assert all(part * amount >= 0 for part in parts)


@given(cents=st.integers(-(10**9), 10**9), shares=weights)
def test_no_share_is_a_whole_unit_away_from_its_due(cents: int, shares: list[Decimal]) -> None:
    amount = Decimal(cents).scaleb(-2)
    due = [Fraction(amount) * Fraction(each) / sum(map(Fraction, shares)) for each in shares]
    assert all(
        abs(Fraction(part) - want) < Fraction(1, 100)
        for part, want in zip(allocate(amount, shares, places=2), due, strict=True)
    )


def test_the_largest_remainder_gets_the_odd_unit_and_the_first_of_equals() -> None:
    assert allocate(Decimal("100.00"), [1, 1, 1], places=2) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert allocate(Decimal("-0.05"), [1, 2, 3], places=2) == [Decimal("-0.01"), Decimal("-0.02"), Decimal("-0.02")]
    assert eur("10").allocate([0, 1]) == [eur("0.00"), eur("10.00")]
    assert allocate(Decimal(0), [0, 0], places=2) == [Decimal("0.00"), Decimal("0.00")]


@pytest.mark.parametrize("shares", [[-1, 2], [0, 0], [], [Decimal("NaN")]])
def test_impossible_weights_are_refused(shares: list[Any]) -> None:
    with pytest.raises(AllocationImpossible):
        allocate(Decimal(1), shares, places=2)


TAIWAN = [
    RoundingRule("line_amount", 0, currency="TWD"),
    RoundingRule("tax", 1, currency="TWD"),
    RoundingRule("total", 0, currency="TWD"),
    RoundingRule("unit_price", 4, currency="USD"),
]


@pytest.mark.parametrize(
    ("step", "currency", "amount", "expected"),
    [
        ("line_amount", "TWD", "1234.5", "1235"),
        ("tax", "TWD", "61.75", "61.8"),
        ("total", "TWD", "1296.8", "1297"),
        ("unit_price", "TWD", "12.345", "12.35"),
        ("unit_price", "USD", "0.00505", "0.0051"),
        ("total", "USD", "1.005", "1.01"),
        ("total", "JPY", "1.5", "2"),
    ],
)
def test_the_taiwan_rule_and_four_decimal_prices_are_data(step: str, currency: str, amount: str, expected: str) -> None:
    rounded = RoundingPolicy(TAIWAN).round(Decimal(amount), step=step, currency=currency)
    assert str(rounded) == expected


def test_the_most_specific_rule_wins() -> None:
    policy = RoundingPolicy(
        [
            RoundingRule("total", 5),
            RoundingRule("total", 4, currency="EUR"),
            RoundingRule("total", 3, document_type="invoice"),
            RoundingRule("total", 1, organisation="ORG"),
            RoundingRule("total", 0, organisation="ORG", currency="EUR"),
            RoundingRule("total", 2, document_type="invoice"),
        ]
    )

    def places(**case: Any) -> int:
        return policy.rule_for("total", **{"currency": "EUR", **case}).places

    assert places(currency="USD") == 5
    assert places() == 4
    assert places(document_type="invoice") == 2, "among equals the last one given"
    assert places(organisation="ORG", document_type="invoice", currency="USD") == 1
    assert places(organisation="ORG", document_type="invoice") == 0
    assert places(organisation="OTHER") == 4


@pytest.mark.parametrize("facts", [{"step": "sum"}, {"mode": "nearest"}, {"places": 13}, {"places": -1}])
def test_impossible_rounding_rules_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(RoundingRuleInvalid):
        RoundingRule(**{"step": "total", "places": 2, **facts})


@given(
    amount=st.decimals(-(10**9), 10**9, places=8),
    places=st.integers(-3, 6),
    mode=st.sampled_from(["half_up", "half_even", "up", "down"]),
)
def test_rounding_moves_less_than_one_unit_and_stays_put_the_second_time(
    amount: Decimal, places: int, mode: str
) -> None:
    rounded = round_decimal(amount, places, mode)
    assert abs(rounded - amount) < Decimal(1).scaleb(-places)
    assert round_decimal(rounded, places, mode) == rounded


def test_quantities_keep_their_unit() -> None:
    three = Quantity(Decimal(3), "pcs")
    assert three + three == 2 * three == Quantity(Decimal(6), "pcs")
    assert three - three == Quantity.zero("pcs")
    assert -three < three <= three
    assert three > -three
    assert abs(-three) >= three
    assert not Quantity.zero("pcs")
    assert str(Quantity(Decimal("1.50"), "kg")) == "1.50 kg"
    assert three.to_mapping() == {"value": "3", "unit": "pcs"}
    with pytest.raises(UnitsDiffer):
        three + Quantity(Decimal(1), "box")
    with pytest.raises(TypeError):
        three * 1.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        Quantity(1.5, "pcs")  # type: ignore[arg-type]


CONVERSIONS = UnitConversions(
    [
        UnitConversion("box", "pcs", 12),
        UnitConversion("pallet", "box", 40),
        UnitConversion("in", "cm", Decimal("2.54")),
        UnitConversion("box", "pcs", 10, item="BOLT"),
        UnitConversion("pcs", "kg", Fraction(1, 3), item="BOLT"),
    ]
)


@pytest.mark.parametrize(
    ("value", "source", "target", "item", "expected"),
    [
        ("2", "box", "pcs", None, "24"),
        ("6", "pcs", "box", None, "0.5"),
        ("1", "pallet", "pcs", None, "480"),
        ("1", "pallet", "pcs", "BOLT", "400"),
        ("2", "box", "pcs", "NUT", "24"),
        ("1", "pcs", "kg", "BOLT", "0.333333"),
        ("3", "box", "kg", "BOLT", "10"),
        ("10", "in", "cm", None, "25.4"),
        ("5", "pcs", "pcs", None, "5"),
    ],
)
def test_units_convert_in_chains_and_an_items_own_first(
    value: str, source: str, target: str, item: str | None, expected: str
) -> None:
    converted = CONVERSIONS.convert(Quantity(Decimal(value), source), target, item=item)
    assert (str(converted.value), converted.unit) == (expected, target)


def test_converting_there_and_back_is_exact() -> None:
    assert CONVERSIONS.factor("pcs", "kg", item="BOLT") * CONVERSIONS.factor("kg", "pcs", item="BOLT") == 1


def test_missing_and_impossible_conversions_are_refused() -> None:
    with pytest.raises(NoConversion):
        CONVERSIONS.factor("pcs", "kg")
    for source, target, factor in (("a", "a", 1), ("a", "b", 0), ("a", "b", -1)):
        with pytest.raises(ConversionInvalid):
            UnitConversion(source, target, factor)


@given(
    value=st.fractions(-1000, 1000, max_denominator=10**9),
    places=st.integers(0, 9),
    mode=st.sampled_from(["half_up", "half_even", "up", "down"]),
)
def test_fractions_round_like_decimals(value: Fraction, places: int, mode: str) -> None:
    exact = (
        Decimal(value.numerator * 10**80 // value.denominator).scaleb(-80)
        if value >= 0
        else -Decimal(-value.numerator * 10**80 // value.denominator).scaleb(-80)
    )
    if Fraction(exact) == value:
        assert fraction_to_decimal(value, places=places, mode=mode) == round_decimal(exact, places, mode)
    assert abs(Fraction(fraction_to_decimal(value, places=places, mode=mode)) - value) < Fraction(1, 10**places)
