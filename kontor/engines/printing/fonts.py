"""The fonts of prints: Noto Sans TC from the web client's packages, never the machine's own, so prints look alike."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import typst
from django.conf import settings

FAMILY = "Noto Sans TC"
FILES = ("NotoSansTC_400Regular.ttf", "NotoSansTC_700Bold.ttf")


@cache
def fonts() -> typst.Fonts:
    """All fonts prints may use; loaded once in a process."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=sorted({str(path.parent) for path in font_files()}),
    )


def font_files() -> list[Path]:
    """Regular and bold, from KONTOR_FONTS, the web build or its packages; empty when there are none."""
    for folder in _folders():
        found = [next(iter(sorted(folder.rglob(name))), None) for name in FILES]
        if all(found):
            return [each for each in found if each is not None]
    return []


def _folders() -> list[Path]:
    web = Path(settings.BUILD_DIR).parent
    named = os.environ.get("KONTOR_FONTS")
    candidates = [
        *([Path(named)] if named else []),
        web / "dist-fonts",
        web / "node_modules" / "@expo-google-fonts" / "noto-sans-tc",
        Path(settings.DATA_DIR) / "fonts",
    ]
    return [each for each in candidates if each.is_dir()]
