"""Rounding as configuration: which step of a calculation is rounded how, for whom and in which currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from typing import ClassVar

from kontor.kernel.currencies import currency_exponent
from kontor.kernel.errors import DomainError
from kontor.kernel.text import Text

#: The steps of a calculation that are rounded.
STEPS = ("unit_price", "line_amount", "tax", "total", "cost")

#: Rounding modes by their word; ``up`` is away from zero, ``down`` towards zero.
MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "up": ROUND_UP, "down": ROUND_DOWN}

MOST_PLACES = 12

_EXACT = Context(prec=200)


@dataclass(eq=False)
class RoundingRuleInvalid(DomainError):
    """A rounding rule says something impossible."""

    code: ClassVar = "ROUNDING_RULE_INVALID"
    template: ClassVar = Text(
        en="Rounding rule: {field} cannot be “{value}”; allowed: {allowed}",
        zh_hant="進位規則:{field} 不可為「{value}」;可用:{allowed}",
    )

    field: str
    value: str
    allowed: str


def round_decimal(amount: Decimal, places: int, mode: str = "half_up") -> Decimal:
    """``amount`` with exactly ``places`` decimals; negative places round to tens, hundreds, … ."""
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode], context=_EXACT)
    return rounded if places >= 0 else rounded.quantize(Decimal(1), context=_EXACT)


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """Round ``step`` to ``places`` by ``mode``; each of the last three, when given, narrows where the rule holds.

    The Taiwan rule is three of these: line_amount 0, tax 1, total 0 for TWD. Prices of four decimals in USD
    are one: unit_price 4.
    """

    step: str
    places: int
    mode: str = "half_up"
    currency: str | None = None
    organisation: str | None = None
    document_type: str | None = None

    def __post_init__(self) -> None:
        if self.step not in STEPS:
            raise RoundingRuleInvalid("step", self.step, ", ".join(STEPS), path="step")
        if self.mode not in MODES:
            raise RoundingRuleInvalid("mode", self.mode, ", ".join(MODES), path="mode")
        if not 0 <= self.places <= MOST_PLACES:
            raise RoundingRuleInvalid("places", str(self.places), f"0–{MOST_PLACES}", path="places")

    @property
    def specificity(self) -> tuple[bool, bool, bool]:
        """Order of preference: a rule for the organisation, then for the document type, then for the currency."""
        return self.organisation is not None, self.document_type is not None, self.currency is not None

    def covers(self, organisation: str | None, document_type: str | None, currency: str) -> bool:
        """Whether the rule holds for this case."""
        return (
            self.organisation in (None, organisation)
            and self.document_type in (None, document_type)
            and self.currency in (None, currency)
        )


class RoundingPolicy:
    """All rounding rules of a tenant; immutable and cheap to ask.

    The most specific rule wins, among equals the last one given (a pack extending another). Without a rule
    the currency's own exponent (ISO 4217) and half up.
    """

    def __init__(self, rules: Iterable[RoundingRule] = ()) -> None:
        self.rules = tuple(rules)
        self._chosen: dict[tuple[str, str, str | None, str | None], RoundingRule] = {}

    def rule_for(
        self, step: str, *, currency: str, organisation: str | None = None, document_type: str | None = None
    ) -> RoundingRule:
        """The rule that decides this case."""
        case = (step, currency, organisation, document_type)
        if (known := self._chosen.get(case)) is not None:
            return known
        best: RoundingRule | None = None
        for rule in self.rules:
            if rule.step != step or not rule.covers(organisation, document_type, currency):
                continue
            if best is None or rule.specificity >= best.specificity:
                best = rule
        chosen = best or RoundingRule(step, currency_exponent(currency), currency=currency)
        if len(self._chosen) < 4096:
            self._chosen[case] = chosen
        return chosen

    def round(
        self,
        amount: Decimal,
        *,
        step: str,
        currency: str,
        organisation: str | None = None,
        document_type: str | None = None,
    ) -> Decimal:
        """``amount`` rounded as the rule for this case says."""
        rule = self.rule_for(step, currency=currency, organisation=organisation, document_type=document_type)
        return round_decimal(amount, rule.places, rule.mode)
