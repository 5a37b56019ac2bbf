"""Several lines of text."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from kontor.engines.attributes.types._common import plain_text, too_long
from kontor.engines.attributes.types.text import Words
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import TypeOptions, register


class LongTextOptions(TypeOptions):
    """``max_length`` in characters."""

    max_length: int = Field(default=20_000, ge=1, le=200_000)


@register
class LongTextType(Words[LongTextOptions]):
    """Keeps its line breaks; found by search, never sorted by."""

    type: ClassVar = "long_text"
    label: ClassVar = Text(en="Long text", zh_hant="多行文字")
    Options: ClassVar = LongTextOptions
    index_kind: ClassVar = None

    def parse(self, raw: Any, options: LongTextOptions) -> str:
        words = plain_text(raw).replace("\r\n", "\n").strip()
        if len(words) > options.max_length:
            raise too_long(len(words), options.max_length)
        return words

    def json_schema(self, options: LongTextOptions) -> dict[str, Any]:
        return {"type": "string", "maxLength": options.max_length}
