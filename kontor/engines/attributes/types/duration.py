"""Lengths of time."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from kontor.engines.attributes.types._common import wrong_type
from kontor.kernel.jsonvalues import duration_text
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, TypeOptions, register

_ISO = re.compile(
    r"(-)?P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,11})(\.\d{1,6})?S)?)?"
)
_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d)(?::([0-5]\d))?")


@register
class DurationType(AttributeType[TypeOptions, timedelta]):
    """``timedelta``; JSON is ISO 8601 (``PT5400S``), people may type ``1:30`` (hours and minutes)."""

    type: ClassVar = "duration"
    label: ClassVar = Text(en="Duration", zh_hant="時間長度")
    index_kind: ClassVar = "number"
    sql_cast: ClassVar = "interval"

    def parse(self, raw: Any, options: TypeOptions) -> timedelta:
        if isinstance(raw, timedelta):
            return raw
        if isinstance(raw, str):
            words = raw.strip()
            if found := _CLOCK.fullmatch(words):
                hours, minutes, seconds = (int(each or 0) for each in found.groups())
                return timedelta(hours=hours, minutes=minutes, seconds=seconds)
            if (found := _ISO.fullmatch(words)) and any(each for each in found.groups()[1:]):
                return _from_iso(found)
        raise wrong_type("a duration like PT1H30M or 1:30", "時間長度,例如 PT1H30M 或 1:30", raw)

    def to_json(self, value: timedelta) -> str:
        return duration_text(value)

    def load(self, stored: Any) -> timedelta:
        return self.parse(stored, TypeOptions())

    def index_value(self, value: timedelta) -> Decimal:
        return Decimal(value // timedelta(microseconds=1)) / 1_000_000

    def json_schema(self, options: TypeOptions) -> dict[str, Any]:
        return {"type": "string", "format": "duration"}


def _from_iso(found: re.Match[str]) -> timedelta:
    sign, weeks, days, hours, minutes, seconds, fraction = found.groups()
    micros = int((fraction or ".0")[1:].ljust(6, "0"))
    value = timedelta(
        weeks=int(weeks or 0), days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0),
        seconds=int(seconds or 0), microseconds=micros,
    )  # fmt: skip
    return -value if sign else value
