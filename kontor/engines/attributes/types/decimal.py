"""Exact decimals."""

from __future__ import annotations

import decimal
from typing import Any, ClassVar

from pydantic import Field

from kontor.engines.attributes.types._common import exact_decimal, within_range, within_scale
from kontor.kernel.jsonvalues import decimal_text
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, TypeOptions, register

Number = decimal.Decimal


class DecimalOptions(TypeOptions):
    """``scale`` is the most decimals kept; ``minimum`` and ``maximum`` are included, ``above`` is not."""

    scale: int = Field(default=6, ge=0, le=12)
    minimum: Number | None = None
    maximum: Number | None = None
    above: Number | None = None
    percent: bool = False
    """Shown as a percentage; the value stays a fraction (0.05)."""


@register
class DecimalType(AttributeType[DecimalOptions, Number]):
    """``Decimal``; JSON carries it as text, so no digit is lost on the way."""

    type: ClassVar = "decimal"
    label: ClassVar = Text(en="Number", zh_hant="數值")
    Options: ClassVar = DecimalOptions
    index_kind: ClassVar = "number"
    sql_cast: ClassVar = "numeric"

    def parse(self, raw: Any, options: DecimalOptions) -> Number:
        value = within_scale(exact_decimal(raw), options.scale)
        within_range(value, options.minimum, options.maximum, options.above)
        return value

    def to_json(self, value: Number) -> str:
        return decimal_text(value)

    def load(self, stored: Any) -> Number:
        return Number(str(stored))

    def from_text(self, text: str, options: DecimalOptions) -> str:
        plain = text.replace(",", "").replace(" ", "").strip()
        if options.percent and plain.endswith("%"):
            return str(Number(plain[:-1]) / 100) if plain[:-1] else plain
        return plain

    def index_value(self, value: Number) -> Number:
        return value

    def json_schema(self, options: DecimalOptions) -> dict[str, Any]:
        return {"type": "string", "format": "decimal", "examples": ["12.5"]}
