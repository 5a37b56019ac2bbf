"""Resolve the dependencies of ``pyproject.toml`` into the hashed locks, without naming any registry."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = ROOT / ".venv" / "bin" / "uv"


def compile_lock(name: str, *options: str) -> None:
    """Write ``requirements/<name>.txt`` for every platform and Python from 3.11 on; versions stay if they can."""
    target = f"requirements/{name}.txt"
    command = [str(UV), "pip", "compile", "pyproject.toml", *options, "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--quiet", "--output-file", target]
    subprocess.run([*command, "--custom-compile-command", "make lock"], cwd=ROOT, check=True)


if __name__ == "__main__":
    compile_lock("base")
    compile_lock("dev", "--extra", "dev", "--constraint", "requirements/base.txt")
