"""Where an embedded server keeps its things, given the data folder of the installation."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


def socket_dir(data_dir: Path) -> Path:
    """Folder of the unix socket: outside the data folder and short, because a socket path ends at 107 bytes."""
    digest = hashlib.sha256(f"{os.path.realpath(data_dir)}|{os.geteuid()}".encode()).hexdigest()[:12]
    base = "/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir()
    return Path(base) / f"kontor-{digest}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths below one data folder; ``root`` is absolute."""

    root: Path

    @classmethod
    def of(cls, data_dir: Path) -> Layout:
        return cls(Path(os.path.realpath(data_dir)))

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.root / "postgres"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.root / "logs" / "postgres.log"

    @property
    def lock(self) -> Path:
        """Held while anybody starts or stops the server."""
        return self.root / "postgres.lock"

    @property
    def leases(self) -> Path:
        """One locked file per process that uses the server."""
        return self.root / "leases"

    @property
    def keep(self) -> Path:
        """Present when the server was asked to outlive its users (``kontor db start``)."""
        return self.root / "postgres.keep"

    @property
    def sockets(self) -> Path:
        return socket_dir(self.root)
