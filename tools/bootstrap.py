"""Make or update ``.venv`` from the hashed lock; does nothing when nothing changed.

Runs on a machine that has only Python 3.11: standard library, no packages.

    python3 tools/bootstrap.py base     what an installation needs
    python3 tools/bootstrap.py dev      and what its developers need
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
CANDIDATES = ("python3.11", "python3.12", "python3.13", "python3.14", "python3", "python")


def main(kind: str) -> None:
    """Install the lock of ``kind`` (base or dev) unless its stamp says that it is installed."""
    wanted = state(kind)
    if PYTHON.exists() and stamped(kind) == wanted:
        return
    started = time.monotonic()
    if not PYTHON.exists():
        make_venv(find_python())
    install(kind)
    # The developers' lock holds everything of the base lock.
    for each in ("base", "dev") if kind == "dev" else ("base",):
        stamp(each).write_text(state(each))
    say(f"Python packages are ready ({time.monotonic() - started:.0f} s)")


def state(kind: str) -> str:
    """Fingerprint of everything that decides what is installed."""
    digest = hashlib.sha256()
    for name in (f"requirements/{kind}.txt", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def stamp(kind: str) -> Path:
    """Where the fingerprint of the installed lock is kept."""
    return VENV / f".kontor-{kind}"


def stamped(kind: str) -> str:
    """The kept fingerprint; empty when there is none."""
    return stamp(kind).read_text() if stamp(kind).exists() else ""


def find_python() -> str:
    """A Python that is new enough; PYTHON names one explicitly."""
    named = os.environ.get("PYTHON")
    for name in [named] if named else CANDIDATES:
        path = shutil.which(name)
        if path and version(path) >= OLDEST:
            return path
    sys.exit("Kontor needs Python 3.11 or newer; set PYTHON=/path/to/python3.11 · 需要 Python 3.11 以上版本")


def version(path: str) -> tuple[int, ...]:
    """Major and minor; (0,) for a program that does not answer."""
    question = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([path, "-c", question], capture_output=True, text=True, check=False)
    return tuple(int(part) for part in answer.stdout.split()) if answer.returncode == 0 else (0,)


def make_venv(python: str) -> None:
    """A virtual environment; on Debian without its venv package that is fetched first, where we may."""
    say("Making the Python environment …")
    if run([python, "-m", "venv", str(VENV)], quiet=True):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        name = f"python{'.'.join(map(str, version(python)))}-venv"
        run(["apt-get", "update", "-q"], quiet=True)
        run(["apt-get", "install", "-y", "-q", "--no-install-recommends", name], quiet=True)
        if run([python, "-m", "venv", str(VENV)]):
            return
    sys.exit("Python's venv module does not work here; install python3-venv · 請先安裝 python3-venv")


def install(kind: str) -> None:
    """Everything the lock names, each file checked against its hash, then Kontor itself from this folder."""
    say(f"Installing Python packages ({kind}) …")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    lock = ROOT / "requirements" / f"{kind}.txt"
    command = [*pip, "install", "-qq", "--no-deps", "--require-hashes", "--requirement", str(lock)]
    # A registry may fail once; a second attempt finds what the first already has in the cache.
    if not (run(command) or run(command)):
        sys.exit("The Python packages could not be installed · 無法安裝 Python 套件")
    if not run([*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], quiet=True):
        sys.exit("Kontor itself could not be installed · 無法安裝 Kontor")


def run(command: list[str], *, quiet: bool = False) -> bool:
    """True when the command succeeded; ``quiet`` hides what it says unless it fails."""
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, check=False, cwd=ROOT, env=environment, capture_output=quiet, text=True
    )
    if quiet and result.returncode:
        print(result.stdout[-2000:], result.stderr[-2000:], file=sys.stderr)
    return result.returncode == 0


def say(words: str) -> None:
    """One line for the person who waits."""
    print(words, flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "base")
