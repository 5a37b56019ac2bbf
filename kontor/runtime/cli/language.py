"""In which language the command line speaks."""

from __future__ import annotations

import os


def language() -> str:
    """The language of the terminal's user: KONTOR_LANGUAGE, else the locale."""
    tag = os.environ.get("KONTOR_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh-Hant" if tag.lower().startswith("zh") else "en"
