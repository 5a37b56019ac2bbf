"""Yes or no."""

from __future__ import annotations

from typing import Any, ClassVar

from kontor.engines.attributes.types._common import wrong_type
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, TypeOptions, register

YES = frozenset({"true", "yes", "y", "1", "是", "✓", "v", "x"})
NO = frozenset({"false", "no", "n", "0", "否", "-"})


@register
class BooleanType(AttributeType[TypeOptions, bool]):
    """``true`` or ``false``; sheets may say yes, no, 是, 否."""

    type: ClassVar = "boolean"
    label: ClassVar = Text(en="Yes or no", zh_hant="是/否")
    index_kind: ClassVar = "text"
    sql_cast: ClassVar = "boolean"

    def parse(self, raw: Any, options: TypeOptions) -> bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw.lower() in ("true", "false"):
            return raw.lower() == "true"
        raise wrong_type("true or false", "是或否", raw)

    def from_text(self, text: str, options: TypeOptions) -> Any:
        word = text.strip().lower()
        return True if word in YES else False if word in NO else text

    def to_text(self, value: bool, options: TypeOptions, language: str) -> str:
        return Text(en="yes" if value else "no", zh_hant="是" if value else "否").pick(language)

    def to_json(self, value: bool) -> bool:
        return value

    def load(self, stored: Any) -> bool:
        return bool(stored)

    def index_value(self, value: bool) -> str:
        return "true" if value else "false"

    def json_schema(self, options: TypeOptions) -> dict[str, Any]:
        return {"type": "boolean"}
