"""Business days."""

from __future__ import annotations

import datetime
import re
from typing import Any, ClassVar

from kontor.engines.attributes.types._common import real_year, wrong_type
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, FieldError, TypeOptions, register

Day = datetime.date
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHEET = re.compile(r"(\d{2,4})[/.](\d{1,2})[/.](\d{1,2})")


class DateOptions(TypeOptions):
    """Bounds, both included."""

    minimum: Day | None = None
    maximum: Day | None = None


@register
class DateType(AttributeType[DateOptions, Day]):
    """``date``; JSON ``2026-11-20``. Sheets may say 2026/11/20 or 民國 115/11/20."""

    type: ClassVar = "date"
    label: ClassVar = Text(en="Date", zh_hant="日期")
    Options: ClassVar = DateOptions
    index_kind: ClassVar = "date"
    sql_cast: ClassVar = "date"

    def parse(self, raw: Any, options: DateOptions) -> Day:
        value = _day(raw)
        real_year(value, raw)
        if (options.minimum and value < options.minimum) or (options.maximum and value > options.maximum):
            text = Text(
                en="{value} is outside {minimum} … {maximum}", zh_hant="{value} 不在 {minimum} 至 {maximum} 之間"
            )
            facts = {"value": value, "minimum": options.minimum, "maximum": options.maximum}
            raise FieldError("DATE_OUT_OF_RANGE", text, **facts)
        return value

    def from_text(self, text: str, options: DateOptions) -> str:
        words = text.strip()
        if found := _SHEET.fullmatch(words):
            year, month, day = (int(each) for each in found.groups())
            return f"{year + 1911 if year < 1000 else year:04d}-{month:02d}-{day:02d}"
        return words[:10] if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]00:00(:00)?(\.0+)?", words) else words

    def to_json(self, value: Day) -> str:
        return value.isoformat()

    def load(self, stored: Any) -> Day:
        return stored if isinstance(stored, Day) else Day.fromisoformat(stored)

    def index_value(self, value: Day) -> Day:
        return value

    def json_schema(self, options: DateOptions) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


def _day(raw: Any) -> Day:
    if isinstance(raw, datetime.datetime):
        return raw.date()
    if isinstance(raw, Day):
        return raw
    if isinstance(raw, str) and _ISO.fullmatch(raw.strip()):
        try:
            return Day.fromisoformat(raw.strip())
        except ValueError as problem:
            raise wrong_type("a date like 2026-11-20", "日期,例如 2026-11-20", raw) from problem
    raise wrong_type("a date like 2026-11-20", "日期,例如 2026-11-20", raw)
