"""The files of the repository, as the house rules look at them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the repository: committed, or new and not ignored. Paths are absolute."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:  # an unpacked release has no .git
        return tuple(each for each in ROOT.rglob("*") if each.is_file() and ".venv" not in each.parts)
    names = [each for each in listed.stdout.decode().split("\0") if each]
    return tuple(path for name in sorted(names) if (path := ROOT / name).is_file())


def python_files(*, with_tests: bool = True) -> list[Path]:
    """Python sources without migrations, which are written once and never read for pleasure."""
    found = [each for each in tracked() if each.suffix == ".py" and "migrations" not in each.parts]
    return found if with_tests else [each for each in found if "tests" not in each.parts]


def shown(path: Path) -> str:
    """The path as a person writes it."""
    return path.relative_to(ROOT).as_posix()
