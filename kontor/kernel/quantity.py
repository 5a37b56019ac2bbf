"""Quantities with units, and exact conversion between units."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import ClassVar

from kontor.kernel.errors import DomainError
from kontor.kernel.jsonvalues import decimal_text, finite_decimal
from kontor.kernel.rounding import MODES
from kontor.kernel.text import Text

_WIDE = Context(prec=60)

#: Decimals a converted quantity keeps unless the caller says otherwise.
CONVERTED_PLACES = 6


@dataclass(eq=False)
class UnitsDiffer(DomainError):
    """Two quantities of different units were combined."""

    code: ClassVar = "UNITS_DIFFER"
    template: ClassVar = Text(
        en="{left} and {right} cannot be combined without conversion", zh_hant="{left} 與 {right} 未經換算不可合併計算"
    )

    left: str
    right: str


@dataclass(eq=False)
class NoConversion(DomainError):
    """No chain of conversions leads from one unit to the other."""

    code: ClassVar = "NO_CONVERSION"
    template: ClassVar = Text(
        en="There is no conversion from {source} to {target}", zh_hant="沒有從 {source} 到 {target} 的單位換算"
    )

    source: str
    target: str
    item: str | None = None


@dataclass(eq=False)
class ConversionInvalid(DomainError):
    """A conversion's factor is not a positive number, or a unit is converted to itself."""

    code: ClassVar = "CONVERSION_INVALID"
    template: ClassVar = Text(
        en="Conversion {source} → {target}: the factor must be a positive number and the units must differ",
        zh_hant="單位換算 {source} → {target}:換算率必須為正數,且單位不可相同",
    )

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact decimal value in one unit; pieces and boxes never add by accident."""

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", finite_decimal(self.value))

    @classmethod
    def zero(cls, unit: str) -> Quantity:
        """Nothing, in a unit."""
        return cls(Decimal(0), unit)

    def __add__(self, other: Quantity) -> Quantity:
        self._same_unit(other)
        return Quantity(_WIDE.add(self.value, other.value), self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        self._same_unit(other)
        return Quantity(_WIDE.subtract(self.value, other.value), self.unit)

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, self.unit)

    def __abs__(self) -> Quantity:
        return Quantity(abs(self.value), self.unit)

    def __mul__(self, factor: Decimal | int) -> Quantity:
        if isinstance(factor, bool) or not isinstance(factor, Decimal | int):
            raise TypeError(f"a quantity is multiplied by Decimal or int, not {type(factor).__name__}")
        return Quantity(_WIDE.multiply(self.value, Decimal(factor)), self.unit)

    __rmul__ = __mul__

    def __lt__(self, other: Quantity) -> bool:
        self._same_unit(other)
        return self.value < other.value

    def __le__(self, other: Quantity) -> bool:
        self._same_unit(other)
        return self.value <= other.value

    def __gt__(self, other: Quantity) -> bool:
        self._same_unit(other)
        return self.value > other.value

    def __ge__(self, other: Quantity) -> bool:
        self._same_unit(other)
        return self.value >= other.value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return f"{decimal_text(self.value)} {self.unit}"

    def to_mapping(self) -> dict[str, str]:
        """``{"value": "12", "unit": "pcs"}``."""
        return {"value": decimal_text(self.value), "unit": self.unit}

    def _same_unit(self, other: Quantity) -> None:
        if not isinstance(other, Quantity):
            raise TypeError(f"a quantity combines with a quantity, not with {type(other).__name__}")
        if self.unit != other.unit:
            raise UnitsDiffer(self.unit, other.unit)


@dataclass(frozen=True, slots=True)
class UnitConversion:
    """One ``source`` unit is ``factor`` ``target`` units; for one item only when ``item`` is given.

    ``factor`` is exact: ``Fraction(1, 12)``, ``Decimal("0.0254")`` or ``12``.
    """

    source: str
    target: str
    factor: Fraction | Decimal | int
    item: str | None = None

    def __post_init__(self) -> None:
        if self.source == self.target or self.factor <= 0:
            raise ConversionInvalid(self.source, self.target)


class UnitConversions:
    """A table of conversions, used in both directions and in chains; an item's own conversions go first."""

    def __init__(self, table: Iterable[UnitConversion] = ()) -> None:
        self._general: dict[str, dict[str, Fraction]] = {}
        self._of_item: dict[str, dict[str, dict[str, Fraction]]] = {}
        for each in table:
            edges = self._general if each.item is None else self._of_item.setdefault(each.item, {})
            factor = Fraction(each.factor)
            edges.setdefault(each.source, {})[each.target] = factor
            edges.setdefault(each.target, {})[each.source] = 1 / factor

    def factor(self, source: str, target: str, *, item: str | None = None) -> Fraction:
        """How many ``target`` units one ``source`` unit is, exactly; the shortest chain decides.

        Raises:
            NoConversion: no chain leads there.
        """
        if source == target:
            return Fraction(1)
        own = self._of_item.get(item, {}) if item is not None else {}
        reached = {source: Fraction(1)}
        waiting = deque([source])
        while waiting:
            unit = waiting.popleft()
            for neighbour, factor in self._edges(unit, own):
                if neighbour in reached:
                    continue
                reached[neighbour] = reached[unit] * factor
                if neighbour == target:
                    return reached[target]
                waiting.append(neighbour)
        raise NoConversion(source, target, item)

    def convert(
        self,
        quantity: Quantity,
        target: str,
        *,
        item: str | None = None,
        places: int = CONVERTED_PLACES,
        mode: str = "half_up",
    ) -> Quantity:
        """The quantity in ``target`` units; exact where that is possible, else rounded to ``places`` decimals."""
        if quantity.unit == target:
            return quantity
        exact = Fraction(quantity.value) * self.factor(quantity.unit, target, item=item)
        return Quantity(fraction_to_decimal(exact, places=places, mode=mode), target)

    def _edges(self, unit: str, own: Mapping[str, Mapping[str, Fraction]]) -> list[tuple[str, Fraction]]:
        special = own.get(unit, {})
        general = self._general.get(unit, {})
        return [*special.items(), *((name, factor) for name, factor in general.items() if name not in special)]


def fraction_to_decimal(value: Fraction, *, places: int, mode: str = "half_up") -> Decimal:
    """A fraction as a decimal: exact without trailing zeros when it has at most ``places`` decimals, else rounded."""
    scaled = value * 10**places
    if scaled.denominator == 1:
        exact = Decimal(scaled.numerator).scaleb(-places, context=_WIDE)
        return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize(_WIDE)
    whole = _round_fraction(scaled, mode)
    return Decimal(whole).scaleb(-places, context=_WIDE)


def _round_fraction(value: Fraction, mode: str) -> int:
    """Round a fraction to an integer without passing through a decimal that was already cut."""
    if mode not in MODES:
        raise ValueError(f"rounding mode is one of {sorted(MODES)}, not {mode!r}")
    sign = -1 if value < 0 else 1
    whole, rest = divmod(abs(value).numerator, abs(value).denominator)
    twice = Fraction(rest * 2, abs(value).denominator)
    up = {
        "half_up": twice >= 1,
        "half_even": twice > 1 or (twice == 1 and whole % 2 == 1),
        "up": rest > 0,
        "down": False,
    }[mode]
    return sign * (whole + int(up))
