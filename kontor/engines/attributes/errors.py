"""Ways the attribute engine refuses beyond problems of single fields."""

from __future__ import annotations

from kontor.kernel.text import Text

TAKEN = Text(en="{field} “{value}” is taken already", zh_hant="{field}「{value}」已被使用")
