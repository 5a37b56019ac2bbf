"""From text to search terms: Latin words whole, Chinese runs as overlapping pairs of characters.

``不鏽鋼 M8 螺栓`` → ``不鏽 鏽鋼 鋼 m8 螺栓 栓``. The last character of a run stands alone too, so that a single
character finds every pair beginning with it and every run ending with it. NFKC makes full width and half width one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

MOST_TERMS = 400
LONGEST_TERM = 40
MOST_CHARACTERS = 20_000

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
_RUNS = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:[._/-][^\W_{_CJK}]+)*")
_PARTS = re.compile(r"[^\W_]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


def normal(text: str) -> str:
    """Lower case, compatible characters unified, accents kept."""
    return unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).lower()


def terms_of(text: str) -> list[str]:
    """Terms a text is found by, in order, each once. ``PO-202601-0007`` gives itself and its parts."""
    return list(dict.fromkeys(each[:LONGEST_TERM] for each in _terms(normal(text))))[:MOST_TERMS]


def _terms(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        if _IS_CJK.match(run):
            yield from (run[at : at + 2] for at in range(len(run) - 1))
            yield run[-1]
            continue
        parts = _PARTS.findall(run)
        yield run
        if len(parts) > 1:
            yield from parts


def vector_of(title: str, subtitle: str, text: str) -> str:
    """The text of a ``tsvector``: terms of the title weigh A, of the subtitle B, of the rest D."""
    weights: dict[str, str] = {}
    for words, weight in ((title, "A"), (subtitle, "B"), (text, "D")):
        for term in terms_of(words):
            weights.setdefault(term, weight)
    chosen = list(weights.items())[:MOST_TERMS]
    return " ".join(f"{_quoted(term)}:{at}{weight}" for at, (term, weight) in enumerate(chosen, 1))


def query_of(text: str) -> str:
    """The text of a ``tsquery``: every word must begin a term; Chinese pairs must be there. Empty: nothing to ask."""
    return " & ".join(_asked(normal(text[:200])))


def loose_query_of(text: str) -> str:
    """A wider net for mistyped Latin words: any term that shares the first two characters of one of them."""
    words = [each for each in _PARTS.findall(normal(text[:200])) if not _IS_CJK.search(each) and len(each) >= 4]
    return " | ".join(f"{_quoted(word[:2])}:*" for word in words[:5])


def latin_words(text: str) -> list[str]:
    """The Latin words of a question, for comparing with what the wide net brings."""
    return [each for each in _PARTS.findall(normal(text[:200])) if not _IS_CJK.search(each)]


def _asked(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text)[:12]:
        if not _IS_CJK.match(run):
            yield f"{_quoted(run[:LONGEST_TERM])}:*"
        elif len(run) == 1:
            yield f"{_quoted(run)}:*"
        else:
            yield from (_quoted(run[at : at + 2]) for at in range(min(len(run) - 1, 12)))


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
