"""Run the static checks side by side; show only what failed, and how long each took.

python tools/check.py [--web]
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
_WIDTH = 2


@dataclass(frozen=True)
class Check:
    """One command that must succeed."""

    name: str
    command: tuple[str, ...]


PYTHON_CHECKS = (
    Check("mypy", (str(BIN / "mypy"),)),
    Check("ruff", (str(BIN / "ruff"), "check", ".")),
    Check("import-linter", (str(BIN / "lint-imports"),)),
)
WEB_CHECKS = (
    Check("vue-tsc", (str(BIN / "python"), "tools/web.py", "check")),
    Check("vitest", (str(BIN / "python"), "tools/web.py", "test")),
)


def main(with_web: bool) -> int:
    """How many checks failed."""
    checks = (*PYTHON_CHECKS, *(WEB_CHECKS if with_web else ()))
    if with_web:
        # Once, before two checks would install at the same time.
        subprocess.run([str(BIN / "python"), "tools/web.py", "build"], cwd=ROOT, stdin=subprocess.DEVNULL, check=True)
    with ThreadPoolExecutor(_WIDTH) as pool:
        return sum(pool.map(_run, checks))


def _run(check: Check) -> int:
    started = time.monotonic()
    result = subprocess.run(
        check.command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = f"{time.monotonic() - started:.0f} s"
    if result.returncode == 0:
        print(f"✓ {check.name} ({took})", flush=True)
        return 0
    print(f"✗ {check.name} ({took})\n{result.stdout}", flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main("--web" in sys.argv))
