"""Money: an exact amount in one currency. Adding euros to dollars is refused, never converted silently (F5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from typing import Any, ClassVar

from kontor.kernel.currencies import currency_exponent
from kontor.kernel.errors import DomainError
from kontor.kernel.jsonvalues import decimal_text, finite_decimal
from kontor.kernel.rounding import round_decimal
from kontor.kernel.text import Text

_WIDE = Context(prec=60)


@dataclass(eq=False)
class CurrenciesDiffer(DomainError):
    """Two amounts of different currencies were combined."""

    code: ClassVar = "CURRENCIES_DIFFER"
    template: ClassVar = Text(
        en="{left} and {right} cannot be combined without a rate", zh_hant="{left} 與 {right} 未經換算不可合併計算"
    )

    left: str
    right: str


@dataclass(eq=False)
class AllocationImpossible(DomainError):
    """An amount cannot be shared out by these weights."""

    code: ClassVar = "ALLOCATION_IMPOSSIBLE"
    template: ClassVar = Text(
        en="An amount cannot be shared by weights that are negative, not numbers, or all zero",
        zh_hant="分攤權重不可為負、非數值或全部為零",
    )


@dataclass(frozen=True, slots=True)
class Money:
    """An exact decimal amount and its ISO 4217 code; nothing rounds unless asked."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", finite_decimal(self.amount))
        if len(self.currency) != 3 or not (self.currency.isascii() and self.currency.isupper()):
            raise TypeError(f"money needs a three-letter currency code, not {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in a currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The sum of amounts that must all be in ``currency``; nothing sums to zero."""
        result = cls.zero(currency)
        for each in amounts:
            result += each
        return result

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(_WIDE.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(_WIDE.subtract(self.amount, other.amount), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.amount), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(_WIDE.multiply(self.amount, _number(factor)), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Decimal | int) -> Money:
        return Money(_WIDE.divide(self.amount, _number(divisor)), self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount > other.amount

    def __ge__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount >= other.amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{decimal_text(self.amount)} {self.currency}"

    def round(self, places: int | None = None, mode: str = "half_up") -> Money:
        """Rounded to ``places`` decimals, by default the currency's own."""
        digits = currency_exponent(self.currency) if places is None else places
        return Money(round_decimal(self.amount, digits, mode), self.currency)

    def allocate(self, weights: Sequence[Decimal | int], *, places: int | None = None) -> list[Money]:
        """Shares in proportion to ``weights`` that sum to exactly this amount; see ``allocate``."""
        digits = currency_exponent(self.currency) if places is None else places
        return [Money(share, self.currency) for share in allocate(self.amount, weights, places=digits)]

    def to_mapping(self) -> dict[str, str]:
        """``{"amount": "12.50", "currency": "EUR"}``."""
        return {"amount": decimal_text(self.amount), "currency": self.currency}

    def _same_currency(self, other: Any) -> None:
        if not isinstance(other, Money):
            raise TypeError(f"money combines with money, not with {type(other).__name__}")
        if self.currency != other.currency:
            raise CurrenciesDiffer(self.currency, other.currency)


def allocate(amount: Decimal, weights: Sequence[Decimal | int], *, places: int) -> list[Decimal]:
    """Share ``amount`` by ``weights`` into parts of ``places`` decimals that sum to exactly ``amount``.

    Largest remainder: each part is cut towards zero, then the units left over go one each to the parts that
    lost most, earlier parts first. An amount finer than ``places`` keeps its own decimals. No weights share
    nothing.

    Raises:
        AllocationImpossible: a weight is negative or no number, or all are zero while the amount is not.
    """
    if any(not _number(each).is_finite() or each < 0 for each in weights):
        raise AllocationImpossible
    whole = sum((Fraction(each) for each in weights), Fraction())
    if whole == 0:
        if amount:
            raise AllocationImpossible
        return [Decimal(0).scaleb(-places) for _ in weights]
    own_places = -int(amount.as_tuple().exponent) if amount == amount.to_integral_value() or amount else 0
    unit = Decimal(1).scaleb(-max(places, own_places if _finer(amount, places) else places))
    units = int(_WIDE.divide(amount, unit))
    exact = [Fraction(units) * Fraction(each) / whole for each in weights]
    shares = [int(each) for each in exact]
    left = units - sum(shares)
    step = 1 if units >= 0 else -1
    by_loss = sorted(range(len(shares)), key=lambda at: (-abs(exact[at] - shares[at]), at))
    for at in by_loss[: abs(left)]:
        shares[at] += step
    return [Decimal(share) * unit for share in shares]


def _finer(amount: Decimal, places: int) -> bool:
    """Whether ``amount`` has significant decimals beyond ``places``."""
    return amount != amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN, context=Context(prec=200))


def _number(value: Decimal | int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"money is multiplied by Decimal or int, not {type(value).__name__}")
    return Decimal(value)
