"""One line of text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import Field, field_validator

from kontor.engines.attributes.translated import Translated, texts_of
from kontor.engines.attributes.types._common import plain_text, too_long
from kontor.engines.attributes.validators import validators
from kontor.kernel.text import LANGUAGES, Text
from kontor.packaging.attribute_types import AttributeType, FieldError, IndexKind, TypeOptions, register

MOST_PATTERN = 200


class TextOptions(TypeOptions):
    """``pattern`` is a regular expression the whole text must match; ``pattern_text`` tells people what is wanted."""

    max_length: int = Field(default=500, ge=1, le=10_000)
    min_length: int = Field(default=0, ge=0)
    pattern: str | None = Field(default=None, max_length=MOST_PATTERN)
    case: str = Field(default="as_typed", pattern="^(as_typed|upper|lower)$")
    check: str | None = None
    """A registered check (``validators.py``), such as ``tax_number``."""
    translated: bool = False
    """Also takes ``{en: …, zh-Hant: …}``: readers see their own language."""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as problem:
                raise ValueError(f"no regular expression: {problem}") from problem
        return pattern

    @field_validator("check")
    @classmethod
    def _is_registered(cls, check: str | None) -> str | None:
        if check is not None and check not in validators:
            raise ValueError(f"unknown check “{check}”; known: {', '.join(validators.names())}")
        return check


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
        if options.translated and (texts := _texts(raw)) is not None:
            known = {tag: self._checked(words, options) for tag, words in texts.items()}
            return (
                Translated.of(Text.from_mapping(known)) if len(set(known.values())) > 1 else next(iter(known.values()))
            )
        return self._checked(raw, options)

    def to_json(self, value: str) -> Any:
        return texts_of(value) or str(value)

    def load(self, stored: Any) -> str:
        return Translated.of(Text.from_mapping(stored)) if isinstance(stored, Mapping) else str(stored)

    def to_text(self, value: str, options: TextOptions, language: str) -> str:
        return value.texts.pick(language) if isinstance(value, Translated) else str(value)

    def index_value(self, value: str) -> str:
        return value.texts.en if isinstance(value, Translated) else str(value)

    def _checked(self, raw: Any, options: TextOptions) -> str:
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
        if options.translated:
            schema["description"] = "A text, or an object of texts by language: en, zh-Hant, zh-Hans"
            schema["type"] = ["string", "object"]
        return schema | ({"pattern": options.pattern} if options.pattern else {})


def _texts(raw: Any) -> Mapping[str, Any] | None:
    """The texts by language, where ``raw`` is such a mapping."""
    if isinstance(raw, Translated):
        return raw.to_mapping()
    if not isinstance(raw, Mapping) or not raw or not set(raw) <= set(LANGUAGES):
        return None
    given = {tag: words for tag, words in raw.items() if words}
    return given if {"en", "zh-Hant"} & set(given) else None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
