"""Every requirement that is delivered is named by a test (spec.md §1–10)."""

from __future__ import annotations

import re

from tests.house.sources import shown, tracked

DELIVERED = (
    {f"P{number}" for number in range(1, 19)} - {"P13"}
    | {f"R{number}" for number in range(1, 14)}
    | {"S1", "S2", "S3", "F1", "F3", "F4", "F5", "F8", "F9", "Q1", "Q2", "Q3", "Q4"}
)
_ID = re.compile(r"\b([PRSFQ]\d{1,2})\b")


def _is_test(name: str) -> bool:
    return ("tests/" in name or name.endswith(".test.ts")) and not name.startswith("tests/house/")


def test_every_delivered_requirement_is_named_by_a_test():
    named: set[str] = set()
    for path in tracked():
        if path.suffix in {".py", ".ts"} and _is_test(shown(path)):
            named |= set(_ID.findall(path.read_text()))
    assert not DELIVERED - named


def test_every_pack_file_is_readable_by_a_person():
    """A pack reads like the policy manual: it says what it is in its README and names its requirements."""
    packs = {path.parent for path in tracked() if path.name == "pack.yaml" and shown(path).startswith("packs/")}
    assert packs
    assert not [shown(pack) for pack in packs if not (pack / "README.md").exists()]
