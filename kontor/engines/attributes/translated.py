"""A text written in several languages that reads like a text in the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.kernel.text import Text
from kontor.tenancy import context


class Translated(str):
    """A ``str`` in the language of the acting user, carrying every language it was written in."""

    __slots__ = ("texts",)
    texts: Text

    @classmethod
    def of(cls, texts: Text) -> Translated:
        """The text as the acting user reads it; English outside a unit of work."""
        work = context.find()
        made = cls(texts.pick(work.actor.language if work else "en"))
        made.texts = texts
        return made

    def to_mapping(self) -> dict[str, str]:
        """``{"en": …, "zh-Hant": …}``."""
        return self.texts.to_mapping()

    def __reduce__(self) -> tuple[Any, ...]:
        return Translated.of, (self.texts,)


def texts_of(value: str) -> Mapping[str, str] | None:
    """Every language of a text, or None when it is the same in all."""
    return value.to_mapping() if isinstance(value, Translated) else None
