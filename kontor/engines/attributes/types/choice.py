"""One of several named values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kontor.engines.attributes.types._common import wrong_type
from kontor.engines.attributes.types.text import Words
from kontor.kernel.registry import nearest
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import FieldError, TypeOptions, register
from kontor.packaging.schema.common import LocalText


class Choice(BaseModel):
    """A value and what people call it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    value: str = Field(min_length=1, max_length=100)
    label: LocalText
    colour: str | None = None


class ChoiceOptions(TypeOptions):
    """``choices`` in the order of the screen."""

    choices: tuple[Choice, ...] = Field(min_length=1)

    @field_validator("choices")
    @classmethod
    def _once(cls, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        values = [each.value for each in choices]
        if repeated := sorted({each for each in values if values.count(each) > 1}):
            raise ValueError(f"given twice: {', '.join(repeated)}")
        return choices


def chosen(raw: Any, choices: Sequence[Choice]) -> str:
    """The value, when it is one of ``choices``."""
    if not isinstance(raw, str):
        raise wrong_type("one of the choices", "選項之一", raw)
    values = [each.value for each in choices]
    if raw in values:
        return raw
    text = Text(en="“{value}” is none of {allowed}", zh_hant="「{value}」不是可選的值({allowed})")
    raise FieldError("NOT_A_CHOICE", text, value=raw[:80], allowed=values, nearest=nearest(raw, values))


def by_label(text: str, choices: Sequence[Choice]) -> str:
    """The value a sheet means: the value itself or its label in any language."""
    words = text.strip()
    for each in choices:
        if words.lower() in (each.value.lower(), each.label.en.lower(), each.label.zh_hant, each.label.zh_hans):
            return each.value
    return words


@register
class ChoiceType(Words[ChoiceOptions]):
    """The value is stored, the label shown."""

    type: ClassVar = "choice"
    label: ClassVar = Text(en="Choice", zh_hant="單選")
    Options: ClassVar = ChoiceOptions

    def parse(self, raw: Any, options: ChoiceOptions) -> str:
        return chosen(raw, options.choices)

    def from_text(self, text: str, options: ChoiceOptions) -> str:
        return by_label(text, options.choices)

    def to_text(self, value: str, options: ChoiceOptions, language: str) -> str:
        return next((each.label.pick(language) for each in options.choices if each.value == value), value)

    def json_schema(self, options: ChoiceOptions) -> dict[str, Any]:
        return {"type": "string", "enum": [each.value for each in options.choices]}
