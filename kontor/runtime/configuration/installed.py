"""Which rooms of the house are installed: every package with an ``apps.py``, lower floors first."""

from __future__ import annotations

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
    return list(dict.fromkeys(_names(house)))


def _names(house: Path) -> Iterator[str]:
    for floor in FLOORS:
        for config in sorted(house.glob(f"{floor}/apps.py")):
            yield ".".join(("kontor", *config.parent.relative_to(house).parts))
