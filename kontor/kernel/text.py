"""Sentences and labels for people, in every language Kontor speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

ENGLISH = "en"
TRADITIONAL_CHINESE = "zh-Hant"
SIMPLIFIED_CHINESE = "zh-Hans"
LANGUAGES = (ENGLISH, TRADITIONAL_CHINESE, SIMPLIFIED_CHINESE)

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}\s]+)\}")
_SIMPLIFIED_TAGS = frozenset({"zh-hans", "zh-cn", "zh-sg", "zh-hans-cn"})


@dataclass(frozen=True, slots=True)
class Text:
    """One text in English and Traditional Chinese, and in Simplified Chinese where it differs.

    ``{name}`` marks the place of a fact. Only plain names are understood, never attribute or index access,
    because texts also come from packs that tenants write.
    """

    en: str
    zh_hant: str
    zh_hans: str | None = None

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> Text:
        """Read ``{"en": …, "zh-Hant": …, "zh-Hans": …}``; a missing language borrows from the other.

        Raises:
            ValueError: neither English nor Traditional Chinese is there.
        """
        known = {_canonical(tag): words for tag, words in mapping.items()}
        english, traditional = known.get(ENGLISH), known.get(TRADITIONAL_CHINESE)
        if english is None and traditional is None:
            raise ValueError("a text needs 'en' or 'zh-Hant'")
        return cls(
            en=english if english is not None else str(traditional),
            zh_hant=traditional if traditional is not None else str(english),
            zh_hans=known.get(SIMPLIFIED_CHINESE),
        )

    def to_mapping(self) -> dict[str, str]:
        """The reverse of ``from_mapping``; Simplified Chinese only where it was given."""
        mapping = {ENGLISH: self.en, TRADITIONAL_CHINESE: self.zh_hant}
        if self.zh_hans is not None:
            mapping[SIMPLIFIED_CHINESE] = self.zh_hans
        return mapping

    def pick(self, language: str) -> str:
        """The words for a language tag: zh-Hans falls back to zh-Hant, an empty text to English, others to English."""
        tag = _canonical(language)
        if tag == SIMPLIFIED_CHINESE:
            return self.zh_hans or self.zh_hant or self.en
        if tag == TRADITIONAL_CHINESE:
            return self.zh_hant or self.en
        return self.en or self.zh_hant

    def format(self, language: str, /, **facts: object) -> str:
        """The words with every ``{name}`` replaced by its fact; an unknown name stays visible as ``{name}``."""
        return self.fill(language, facts)

    def fill(self, language: str, facts: Mapping[str, object]) -> str:
        """Like ``format``; for facts whose names are no Python names, such as ``line.quantity``."""

        def replace(match: re.Match[str]) -> str:
            name = match.group(1)
            if name is None:
                return match.group(0)[0]
            return show(facts[name], language) if name in facts else match.group(0)

        return _PLACEHOLDER.sub(replace, self.pick(language))

    def placeholders(self) -> frozenset[str]:
        """Names of all facts any of the languages mentions."""
        words = (self.en, self.zh_hant, self.zh_hans or "")
        return frozenset(name for word in words for name in _PLACEHOLDER.findall(word) if name)


def show(value: object, language: str) -> str:
    """A fact as a person reads it: decimals without exponent, dates ISO, collections as a list of words."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return str(value.value) if isinstance(value, Enum) else value
    if isinstance(value, Text):
        return value.pick(language)
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return show(value.value, language)
    if isinstance(value, Mapping):
        return _separator(language).join(f"{name}: {show(each, language)}" for name, each in value.items())
    if isinstance(value, Iterable):
        return _separator(language).join(show(each, language) for each in value)
    return str(value)


def _separator(language: str) -> str:
    return "、" if language.lower().startswith("zh") else ", "


def _canonical(tag: str) -> str:
    """Map the many spellings of a language tag (zh_TW, zh-hant, ZH-CN) to the three Kontor knows."""
    lowered = tag.strip().replace("_", "-").lower()
    if lowered in _SIMPLIFIED_TAGS:
        return SIMPLIFIED_CHINESE
    if lowered == "zh" or lowered.startswith("zh-"):
        return TRADITIONAL_CHINESE
    return ENGLISH if lowered == "en" or lowered.startswith("en-") else lowered
