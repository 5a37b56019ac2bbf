"""Structured values no form needs to understand."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from pydantic import Field

from kontor.engines.attributes.types._common import too_long, wrong_type
from kontor.kernel import jsonvalues
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, TypeOptions, register


class JsonOptions(TypeOptions):
    """``max_length`` of the JSON text in characters."""

    max_length: int = Field(default=50_000, ge=2, le=500_000)


@register
class JsonType(AttributeType[JsonOptions, Any]):
    """Any JSON; shown as it is, never filtered by."""

    type: ClassVar = "json"
    label: ClassVar = Text(en="Structured data", zh_hant="結構化資料")
    Options: ClassVar = JsonOptions
    index_kind: ClassVar = None
    sql_cast: ClassVar = "jsonb"

    def parse(self, raw: Any, options: JsonOptions) -> Any:
        try:
            value = jsonvalues.to_json(raw)
            spelt = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError) as problem:
            raise wrong_type("JSON", "JSON 資料", type(raw).__name__) from problem
        if "\\u0000" in spelt or any("\ud800" <= each <= "\udfff" for each in spelt):
            raise wrong_type("JSON without unreadable characters", "不含無法儲存字元的 JSON", "…")
        if len(spelt) > options.max_length:
            raise too_long(len(spelt), options.max_length)
        return value

    def from_text(self, text: str, options: JsonOptions) -> Any:
        try:
            return jsonvalues.loads(text)
        except ValueError:
            return text

    def to_json(self, value: Any) -> Any:
        return jsonvalues.to_json(value)

    def to_text(self, value: Any, options: JsonOptions, language: str) -> str:
        return jsonvalues.dumps(value)

    def load(self, stored: Any) -> Any:
        return stored

    def json_schema(self, options: JsonOptions) -> dict[str, Any]:
        return {}
