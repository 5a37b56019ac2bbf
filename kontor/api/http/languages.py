"""Which language a caller reads."""

from __future__ import annotations

from django.http import HttpRequest

from kontor.kernel.text import ENGLISH, LANGUAGES, SIMPLIFIED_CHINESE, TRADITIONAL_CHINESE

_SIMPLIFIED = ("zh-hans", "zh-cn", "zh-sg")


def language_of(request: HttpRequest, preferred: str | None = None) -> str:
    """The first language of Accept-Language that Kontor speaks, else the user's own, else English."""
    return from_header(request.headers.get("Accept-Language", "")) or known(preferred or "") or ENGLISH


def from_header(header: str) -> str | None:
    """``zh-TW,zh;q=0.9,en;q=0.8`` → ``zh-Hant``; None when no language fits. Reads at most ten entries."""
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(header.split(",")[:10]):
        tag, _, weight = part.partition(";")
        if language := known(tag.strip()):
            ranked.append((-_weight(weight), position, language))
    return min(ranked)[2] if ranked else None


def known(tag: str) -> str | None:
    """The Kontor language of a tag, or None."""
    lowered = tag.replace("_", "-").lower()
    if lowered.startswith(_SIMPLIFIED):
        return SIMPLIFIED_CHINESE
    if lowered == "zh" or lowered.startswith("zh-"):
        return TRADITIONAL_CHINESE
    if lowered == "en" or lowered.startswith("en-"):
        return ENGLISH
    return tag if tag in LANGUAGES else None


def _weight(parameter: str) -> float:
    try:
        return float(parameter.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
