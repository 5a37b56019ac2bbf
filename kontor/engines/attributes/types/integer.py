"""Whole numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from kontor.engines.attributes.types._common import exact_decimal, within_range, wrong_type
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, TypeOptions, register

#: What JavaScript counts exactly; PostgreSQL's bigint holds more.
GREATEST = Decimal(2**53 - 1)


class IntegerOptions(TypeOptions):
    """Bounds, both included."""

    minimum: int | None = None
    maximum: int | None = None


@register
class IntegerType(AttributeType[IntegerOptions, int]):
    """``int``; ``12``, ``"12"`` and ``12.0`` are the same."""

    type: ClassVar = "integer"
    label: ClassVar = Text(en="Whole number", zh_hant="整數")
    Options: ClassVar = IntegerOptions
    index_kind: ClassVar = "number"
    sql_cast: ClassVar = "bigint"

    def parse(self, raw: Any, options: IntegerOptions) -> int:
        value = exact_decimal(raw)
        if value != value.to_integral_value() or abs(value) > GREATEST:
            raise wrong_type("a whole number", "整數", raw)
        lowest = None if options.minimum is None else Decimal(options.minimum)
        within_range(value, lowest, None if options.maximum is None else Decimal(options.maximum))
        return int(value)

    def to_json(self, value: int) -> int:
        return value

    def load(self, stored: Any) -> int:
        return int(stored)

    def index_value(self, value: int) -> Decimal:
        return Decimal(value)

    def json_schema(self, options: IntegerOptions) -> dict[str, Any]:
        bounds = {"minimum": options.minimum, "maximum": options.maximum}
        return {"type": "integer", **{name: each for name, each in bounds.items() if each is not None}}
