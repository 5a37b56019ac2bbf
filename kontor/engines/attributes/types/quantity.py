"""Quantities; the unit lives in a sibling field."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from kontor.engines.attributes.types.decimal import DecimalOptions, DecimalType
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import register


class QuantityOptions(DecimalOptions):
    """``unit`` names the field that gives the unit; default the record's ``unit``."""

    scale: int = Field(default=6, ge=0, le=12)
    unit: str = "unit"


@register
class QuantityType(DecimalType):
    """How much of something."""

    type: ClassVar = "quantity"
    label: ClassVar = Text(en="Quantity", zh_hant="數量")
    Options: ClassVar = QuantityOptions
