"""Several of several named values."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pydantic import Field

from kontor.engines.attributes.types._common import wrong_type
from kontor.engines.attributes.types.choice import ChoiceOptions, by_label, chosen
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import AttributeType, FieldError, register


class MultiChoiceOptions(ChoiceOptions):
    """``maximum`` is how many may be chosen."""

    maximum: int | None = Field(default=None, ge=1)


@register
class MultiChoiceType(AttributeType[MultiChoiceOptions, tuple[str, ...]]):
    """A tuple of values, each once, in the order of the choices."""

    type: ClassVar = "multi_choice"
    label: ClassVar = Text(en="Several choices", zh_hant="複選")
    Options: ClassVar = MultiChoiceOptions
    index_kind: ClassVar = None
    sql_cast: ClassVar = "jsonb"

    def parse(self, raw: Any, options: MultiChoiceOptions) -> tuple[str, ...]:
        if not isinstance(raw, list | tuple):
            raise wrong_type("a list of choices", "選項清單", raw)
        values = {chosen(each, options.choices) for each in raw}
        if options.maximum is not None and len(values) > options.maximum:
            text = Text(en="at most {maximum} choices", zh_hant="最多可選 {maximum} 項")
            raise FieldError("TOO_MANY", text, maximum=options.maximum)
        return tuple(each.value for each in options.choices if each.value in values)

    def from_text(self, text: str, options: MultiChoiceOptions) -> list[str]:
        return [by_label(each, options.choices) for each in re.split(r"[;;、|]", text) if each.strip()]

    def to_text(self, value: tuple[str, ...], options: MultiChoiceOptions, language: str) -> str:
        labels = [each.label.pick(language) for each in options.choices if each.value in value]
        return ("、" if language.startswith("zh") else "; ").join(labels)

    def to_json(self, value: tuple[str, ...]) -> Any:
        return list(value)

    def load(self, stored: Any) -> tuple[str, ...]:
        return tuple(stored)

    def json_schema(self, options: MultiChoiceOptions) -> dict[str, Any]:
        values = [each.value for each in options.choices]
        return {"type": "array", "items": {"type": "string", "enum": values}, "uniqueItems": True}
