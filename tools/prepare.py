"""Everything ``make demo`` needs before it can start: Python packages and the web client, side by side where possible.

Runs on a machine that has only Python 3.11: standard library, no packages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import web

ROOT = Path(__file__).resolve().parents[1]


def main(kind: str) -> int:
    """Exit code of the first step that failed; 0 when all is ready."""
    node = shutil.which("node")
    if not (node and shutil.which("npm") and web.version(node) >= web.OLDEST_NODE):
        # Node then comes with the Python packages, so those come first.
        return _run("bootstrap.py", kind, sys.executable) or _run("web.py", "build", str(ROOT / ".venv/bin/python"))
    client = subprocess.Popen([sys.executable, str(ROOT / "tools/web.py"), "build"], stdin=subprocess.DEVNULL)
    try:
        return _run("bootstrap.py", kind, sys.executable) or client.wait()
    finally:
        if client.poll() is None:
            client.terminate()
            client.wait()


def _run(tool: str, argument: str, python: str) -> int:
    return subprocess.run(
        [python, str(ROOT / "tools" / tool), argument], stdin=subprocess.DEVNULL, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "base"))
