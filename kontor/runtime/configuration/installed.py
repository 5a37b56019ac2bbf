"""Which rooms of the house are installed: every package with an ``apps.py``, lower floors first."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from kontor.runtime.configuration.environment import PROJECT_DIR

# A folder with a star stands for every room in it, in alphabetical order.
FLOORS = (
    "tenancy",
    "packaging",
    "engines/attributes",
    "engines/access",
    "engines/*",
    "masterdata",
    "ledgers/*",
    "documents",
    "posting",
    "apps/*",
    "api",
)


def rooms(house: Path = PROJECT_DIR / "kontor") -> list[str]:
    """Dotted names, each once, in the order of ``FLOORS``."""
    without = set(os.environ.get("KONTOR_WITHOUT", "").split(","))
    names = [each for each in dict.fromkeys(_names(house)) if each.removeprefix("kontor.") not in without]
    while broken := [each for each in names if not _is_complete(each, names, house)]:
        names = [each for each in names if each not in broken]
    return names


def _is_complete(name: str, names: list[str], house: Path) -> bool:
    """False while a migration of the room builds on a room that is not there yet."""
    labels = {each.rsplit(".", 1)[1]: house.joinpath(*each.split(".")[1:]) for each in names}
    for path in (house.joinpath(*name.split(".")[1:]) / "migrations").glob("0*.py"):
        for label, migration in re.findall(r"""\(\s*["'](\w+)["'],\s*["'](\d{4}_\w+)["']\s*\)""", path.read_text()):
            if label in _LABELS and not (labels.get(label, house) / "migrations" / f"{migration}.py").exists():
                return False
    return True


_LABELS = frozenset({"documents", "masterdata", "tenancy", "packaging", "stock", "accounting", "posting"})


def _names(house: Path) -> Iterator[str]:
    for floor in FLOORS:
        for config in sorted(house.glob(f"{floor}/apps.py")):
            yield ".".join(("kontor", *config.parent.relative_to(house).parts))
