"""Amounts of money; the currency lives in a sibling field."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from kontor.engines.attributes.types.decimal import DecimalOptions, DecimalType
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import register


class MoneyOptions(DecimalOptions):
    """``currency`` names the field (or fixed code) that gives the currency; default the record's ``currency``."""

    scale: int = Field(default=6, ge=0, le=12)
    currency: str = "currency"


@register
class MoneyType(DecimalType):
    """An exact amount; rounding happens in formulas by the company's rules, never on input."""

    type: ClassVar = "money"
    label: ClassVar = Text(en="Amount", zh_hant="金額")
    Options: ClassVar = MoneyOptions
