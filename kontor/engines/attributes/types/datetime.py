"""Moments."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from kontor.engines.attributes.types._common import real_year, wrong_type
from kontor.kernel.jsonvalues import to_json
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, TypeOptions, register

Moment = datetime.datetime


@register
class DatetimeType(AttributeType[TypeOptions, Moment]):
    """An aware moment, kept in UTC; a moment without a zone is taken as UTC."""

    type: ClassVar = "datetime"
    label: ClassVar = Text(en="Date and time", zh_hant="日期時間")
    index_kind: ClassVar = "date"
    sql_cast: ClassVar = "timestamptz"

    def parse(self, raw: Any, options: TypeOptions) -> Moment:
        if isinstance(raw, Moment):
            value = raw
        elif isinstance(raw, str) and 10 <= len(raw.strip()) <= 40:
            try:
                value = Moment.fromisoformat(raw.strip())
            except ValueError as problem:
                raise wrong_type("a moment like 2026-11-20T09:30:00Z", "日期時間", raw) from problem
        else:
            raise wrong_type("a moment like 2026-11-20T09:30:00Z", "日期時間", raw)
        real_year(value, raw)
        return (value if value.tzinfo else value.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)

    def to_json(self, value: Moment) -> str:
        return str(to_json(value))

    def load(self, stored: Any) -> Moment:
        return stored if isinstance(stored, Moment) else Moment.fromisoformat(stored)

    def index_value(self, value: Moment) -> Moment:
        return value

    def json_schema(self, options: TypeOptions) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}
