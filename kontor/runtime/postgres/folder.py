"""Looking at a data folder before anything is started in it, and reading the server's last words after it failed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from kontor.runtime.postgres.binaries import MAJOR_VERSION
from kontor.runtime.postgres.errors import (
    DatabaseDamaged,
    DatabaseDiskFull,
    DatabaseForeignFolder,
    DatabaseServerError,
    DatabaseStartFailed,
    DatabaseWrongVersion,
)
from kontor.runtime.postgres.layout import Layout

NEEDED_TO_CREATE_MIB = 120
NEEDED_TO_START_MIB = 24
_ESSENTIAL = ("global/pg_control", "pg_wal", "base", "postgresql.conf", "pg_hba.conf")
_DAMAGE = re.compile(
    r"(database files are incompatible with server|could not locate a valid checkpoint record|"
    r"invalid (?:primary )?checkpoint|incorrect checksum|could not open file \"(?:global|base|pg_)[^\n]*|"
    r"invalid data in file|is not a valid data directory|could not find the database system|invalid magic number|"
    r"control file contains invalid|could not load [\w./]+|missing or erroneous)",
    re.IGNORECASE,
)


def is_new(layout: Layout) -> bool:
    """True when the cluster still has to be made.

    Raises:
        DatabaseForeignFolder: the folder holds something else.
    """
    if not layout.cluster.exists():
        return True
    content = sorted(each.name for each in layout.cluster.iterdir())
    if "PG_VERSION" in content:
        return False
    if not content:
        return True
    raise DatabaseForeignFolder(folder=str(layout.cluster), example=content[0])


def check_existing(layout: Layout) -> None:
    """Refuse what cannot be started before the server tries.

    Raises:
        DatabaseWrongVersion, DatabaseDamaged, DatabaseDiskFull.
    """
    found = (layout.cluster / "PG_VERSION").read_text().strip()
    if found != MAJOR_VERSION:
        raise DatabaseWrongVersion(folder=str(layout.cluster), found=found or "?", expected=MAJOR_VERSION)
    for name in _ESSENTIAL:
        if not (layout.cluster / name).exists():
            raise DatabaseDamaged(folder=str(layout.cluster), reason=f"{name} is missing")
    check_space(layout, NEEDED_TO_START_MIB)


def check_space(layout: Layout, needed_mib: int) -> None:
    """Raise ``DatabaseDiskFull`` when less than ``needed_mib`` is free."""
    free = free_mib(layout.root)
    if free < needed_mib:
        raise DatabaseDiskFull(folder=str(layout.root), free_mib=free, needed_mib=needed_mib)


def free_mib(path: Path) -> int:
    """Free mebibytes on the disk that holds ``path`` or its nearest existing parent."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free // 1024**2


def diagnose(layout: Layout, words: str) -> DatabaseServerError:
    """The error that explains a failed start, from what initdb, pg_ctl and the server said."""
    folder = str(layout.cluster)
    if "No space left on device" in words or "could not extend file" in words:
        return DatabaseDiskFull(folder=folder, free_mib=free_mib(layout.root), needed_mib=NEEDED_TO_CREATE_MIB)
    if broken := _DAMAGE.search(words):
        return DatabaseDamaged(folder=folder, reason=broken.group(0))
    return DatabaseStartFailed(folder=folder, reason=_last_words(words))


def _last_words(words: str) -> str:
    """The last complaint, else the last line."""
    lines = [each.strip() for each in words.splitlines() if each.strip()]
    complaints = [each for each in lines if re.search(r"FATAL|PANIC|ERROR|error:", each)]
    return (complaints or lines or ["no reason given"])[-1]
