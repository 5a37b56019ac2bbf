"""Number patterns: read, checked and filled in. Pure (P6).

``{yyyy} {yy} {mm} {dd}`` show the date, ``{roc}`` the year of the Republic (民國, three digits), ``{seq:N}`` the
running number with at least N digits, any other word a fact: ``{org}`` or a field of the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kontor.engines.numbering.errors import NumberFactMissing, NumberPatternInvalid
from kontor.kernel.text import Text

_TOKEN = re.compile(r"\{([a-z][a-z0-9_]*)(?::(\d{1,2}))?\}")
_ROC_FIRST_YEAR = 1911
MOST_DIGITS = 12
MOST_CHARACTERS = 100

_DATE_TOKENS: Mapping[str, Callable[[date], str]] = {
    "yyyy": lambda day: f"{day.year:04d}",
    "yy": lambda day: f"{day.year % 100:02d}",
    "mm": lambda day: f"{day.month:02d}",
    "dd": lambda day: f"{day.day:02d}",
    "roc": lambda day: f"{day.year - _ROC_FIRST_YEAR:03d}",
}

#: How often a series begins anew → the period's name, and the parts a number must show so as not to repeat.
_YEAR = frozenset({"yyyy", "yy", "roc"})
RESETS: Mapping[str, tuple[Callable[[date], str], tuple[frozenset[str], ...]]] = {
    "never": (lambda day: "always", ()),
    "yearly": (lambda day: f"{day.year:04d}", (_YEAR,)),
    "monthly": (lambda day: f"{day:%Y-%m}", (_YEAR, frozenset({"mm"}))),
    "daily": (lambda day: f"{day:%Y-%m-%d}", (_YEAR, frozenset({"mm"}), frozenset({"dd"}))),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in parts: text before and after the running number, each a tuple of words and ``{tokens}``."""

    raw: str
    before: tuple[str, ...]
    digits: int
    after: tuple[str, ...]

    @property
    def tokens(self) -> frozenset[str]:
        """Names of all tokens but the running number."""
        return frozenset(part[1:-1] for part in (*self.before, *self.after) if part.startswith("{"))

    def fill(self, day: date, facts: Mapping[str, str]) -> tuple[str, str]:
        """The text before and the text after the running number.

        Raises:
            NumberFactMissing: a fact the pattern shows is absent or empty.
        """
        return "".join(_shown(self.before, day, facts)), "".join(_shown(self.after, day, facts))

    def render(self, value: int, day: date, facts: Mapping[str, str]) -> str:
        """The whole number; more digits than declared widen it, they are never cut."""
        before, after = self.fill(day, facts)
        return f"{before}{value:0{self.digits}d}{after}"


def _shown(parts: tuple[str, ...], day: date, facts: Mapping[str, str]) -> Iterator[str]:
    for part in parts:
        if not part.startswith("{"):
            yield part
            continue
        name = part[1:-1]
        if name in _DATE_TOKENS:
            yield _DATE_TOKENS[name](day)
        elif fact := facts.get(name):
            yield str(fact)
        else:
            raise NumberFactMissing(name, path=name)


@lru_cache(maxsize=1024)
def parse_pattern(raw: str) -> Pattern:
    """Read a pattern.

    Raises:
        NumberPatternInvalid: not exactly one running number, stray braces, or too long.
    """
    parts, digits, place = [], 0, -1
    rest = 0
    for match in _TOKEN.finditer(raw):
        parts.append(raw[rest : match.start()])
        rest = match.end()
        if match[1] == "seq":
            if place >= 0:
                raise _invalid(raw, "numbering.E001", "it needs exactly one {seq:N}", "必須包含一個 {seq:N}")
            digits, place = int(match[2] or 1), len(parts)
            parts.append("")
        else:
            parts.append("{" + match[1] + "}")
    parts.append(raw[rest:])
    _check_shape(raw, parts, digits, place)
    return Pattern(raw, _filled(parts[:place]), digits, _filled(parts[place + 1 :]))


def _filled(parts: list[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _check_shape(raw: str, parts: list[str], digits: int, place: int) -> None:
    if place < 0:
        raise _invalid(raw, "numbering.E001", "it needs exactly one {seq:N}", "必須包含一個 {seq:N}")
    if any(("{" in part or "}" in part) and not _TOKEN.fullmatch(part) for part in parts):
        raise _invalid(raw, "numbering.E003", "braces do not match or a token is misspelt", "大括號或參數寫法不正確")
    if not 1 <= digits <= MOST_DIGITS or len(raw) > MOST_CHARACTERS:
        en = f"1 to {MOST_DIGITS} digits and at most {MOST_CHARACTERS} characters"
        raise _invalid(raw, "numbering.E007", en, f"流水號須為 1 至 {MOST_DIGITS} 位,全長最多 {MOST_CHARACTERS} 字元")


def check_pattern(raw: str, *, reset: str, facts: Collection[str]) -> list[NumberPatternInvalid]:
    """Everything wrong with a pattern for a type whose records know ``facts`` (``org`` and field names)."""
    try:
        pattern = parse_pattern(raw)
    except NumberPatternInvalid as problem:
        return [problem]
    known = {*_DATE_TOKENS, *facts}
    problems = [
        _invalid(raw, "numbering.E002", f"unknown token {{{name}}}", f"未知的參數 {{{name}}}")
        for name in sorted(pattern.tokens - known)
    ]
    if reset not in RESETS:
        names = ", ".join(RESETS)
        return [*problems, _invalid(raw, "numbering.E008", f"reset is one of {names}", f"重編方式須為 {names}")]
    if any(not needed & pattern.tokens for needed in RESETS[reset][1]):
        en = f"it begins anew {reset} but does not show it: numbers would repeat"
        problems.append(_invalid(raw, "numbering.E006", en, "重編週期未顯示於編號中,編號會重複"))
    return problems


def period_of(reset: str, day: date) -> str:
    """Name of the period ``day`` lies in: ``2026``, ``2026-11``, ``2026-11-20`` or ``always``."""
    return RESETS[reset][0](day)


def _invalid(raw: str, check: str, en: str, zh_hant: str) -> NumberPatternInvalid:
    return NumberPatternInvalid(raw, check, Text(en=en, zh_hant=zh_hant))
