"""Words that Python rooms upstairs lend to packs: effects, rule actions, permissions, screens, reports.

Each room declares its words at start (``AppConfig.ready``) with the pydantic model of their options, and the
compiler checks packs against them. A vocabulary nobody declared a word in is not checked: its engine is not
installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from kontor.kernel.text import Text


class NoOptions(BaseModel):
    """For words that take no options."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Vocabulary:
    """Words of one kind; a word may carry the model its options must satisfy, and a label for people."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._options: dict[str, type[BaseModel]] = {}
        self._labels: dict[str, Text] = {}

    def declare(self, word: str, options: type[BaseModel] = NoOptions, *, label: Text | None = None) -> None:
        """Add a word. Declaring it again with the same model changes nothing.

        Raises:
            TypeError: the word is taken with another model of options.
        """
        known = self._options.get(word)
        if known is not None and known.__qualname__ != options.__qualname__:
            raise TypeError(f"{self.kind} {word!r} is declared twice: {known.__qualname__}, {options.__qualname__}")
        self._options[word] = options
        if label is not None:
            self._labels[word] = label

    def options_of(self, word: str) -> type[BaseModel] | None:
        """The model of the word's options, or None when the word is unknown."""
        return self._options.get(word)

    def words(self) -> tuple[str, ...]:
        """All words, sorted."""
        return tuple(sorted(self._options))

    def labels(self) -> Mapping[str, Text]:
        """Labels of the words that have one."""
        return dict(self._labels)

    def forget(self, word: str) -> None:
        """Take a word out; for tests that declared one."""
        self._options.pop(word, None)
        self._labels.pop(word, None)

    def __contains__(self, word: Any) -> bool:
        return word in self._options

    def __bool__(self) -> bool:
        return bool(self._options)


effects = Vocabulary("effect")
rule_actions = Vocabulary("rule action")
permissions = Vocabulary("permission")
screens = Vocabulary("screen")
reports = Vocabulary("report")
account_roles = Vocabulary("account role")
settings = Vocabulary("setting")
