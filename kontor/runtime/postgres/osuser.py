"""Which operating-system user runs the server: ourselves, or an unprivileged one when we are root."""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kontor.runtime.postgres.errors import DatabaseUserMissing


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user the server runs as; ``is_other`` when that is not the calling user."""

    uid: int
    gid: int
    is_other: bool

    def spawn_options(self) -> dict[str, Any]:
        """Keyword arguments for ``subprocess`` that make the child run as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def own(self, path: Path, mode: int) -> None:
        """Give this one path to the user; its parents stay as they are."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def can_reach(self, path: Path) -> bool:
        """True when every folder above is open to this user and the file may be run."""
        if not self.is_other:
            return os.access(path, os.X_OK)
        return all(self._may_enter(each) for each in (path.resolve(), *path.resolve().parents))

    def _may_enter(self, path: Path) -> bool:
        facts = path.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        return bool(facts.st_mode & (stat.S_IXGRP if facts.st_gid == self.gid else stat.S_IXOTH))


def server_user(folder: Path) -> ServerUser:
    """Ourselves, or as root the user KONTOR_DB_USER, else ``kontor`` where it exists, else ``nobody``.

    Raises:
        DatabaseUserMissing: none of them exists.
    """
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), is_other=False)
    wanted = os.environ.get("KONTOR_DB_USER")
    for name in [wanted] if wanted else ["kontor", "nobody"]:
        if found := _find(name):
            return ServerUser(found.pw_uid, found.pw_gid, is_other=True)
    raise DatabaseUserMissing(folder=str(folder), user=wanted or "nobody")


def _find(name: str) -> pwd.struct_passwd | None:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return found if found.pw_uid != 0 else None
