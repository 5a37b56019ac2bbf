"""One line of text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import Field, field_validator

from kontor.engines.attributes.types._common import plain_text, too_long
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, FieldError, IndexKind, TypeOptions, register

MOST_PATTERN = 200


class TextOptions(TypeOptions):
    """``pattern`` is a regular expression the whole text must match; ``pattern_text`` tells people what is wanted."""

    max_length: int = Field(default=500, ge=1, le=10_000)
    min_length: int = Field(default=0, ge=0)
    pattern: str | None = Field(default=None, max_length=MOST_PATTERN)
    case: str = Field(default="as_typed", pattern="^(as_typed|upper|lower)$")

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as problem:
                raise ValueError(f"no regular expression: {problem}") from problem
        return pattern


OptionsT = TypeVar("OptionsT", bound=TypeOptions)


class Words(AttributeType[OptionsT, str], Generic[OptionsT]):
    """What all types share whose value is a text."""

    index_kind: ClassVar[IndexKind | None] = "text"

    def to_json(self, value: str) -> str:
        return value

    def load(self, stored: Any) -> str:
        return str(stored)

    def index_value(self, value: str) -> str:
        return value


@register
class TextType(Words[TextOptions]):
    """A single line; spaces around it are cut off."""

    type: ClassVar = "text"
    label: ClassVar = Text(en="Text", zh_hant="文字")
    Options: ClassVar = TextOptions

    def parse(self, raw: Any, options: TextOptions) -> str:
        words = " ".join(plain_text(raw).split("\n")).strip() if isinstance(raw, str) else plain_text(raw)
        if options.case != "as_typed":
            words = words.upper() if options.case == "upper" else words.lower()
        if len(words) > options.max_length:
            raise too_long(len(words), options.max_length)
        if len(words) < options.min_length:
            text = Text(en="at least {limit} characters", zh_hant="至少 {limit} 個字元")
            raise FieldError("TOO_SHORT", text, limit=options.min_length)
        if options.pattern is not None and not _compiled(options.pattern).fullmatch(words):
            text = Text(en="“{value}” does not have the form {pattern}", zh_hant="「{value}」不符合格式 {pattern}")
            raise FieldError("WRONG_PATTERN", text, value=words[:80], pattern=options.pattern)
        return words

    def json_schema(self, options: TextOptions) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": options.max_length}
        return schema | ({"pattern": options.pattern} if options.pattern else {})


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
