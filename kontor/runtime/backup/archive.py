"""The backup file: a tar with ``manifest.json`` first, then ``database.dump`` and the uploaded files."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kontor.runtime.backup.checksums import TableState
from kontor.runtime.errors import BackupUnusable

MANIFEST, DUMP = "manifest.json", "database.dump"
FORMAT = 1
# Below the data folder: what people uploaded, and the demo company's sign-ins.
KEPT = ("files", "demo.json")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of the backup; ``sha256`` in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup promises to hold. ``schema_state`` tells whether tables must be migrated after a restore."""

    format: int
    version: str
    created_at: str
    schema_state: str
    tables: list[TableState]
    files: list[StoredFile]

    def as_bytes(self) -> bytes:
        """JSON for people and programs."""
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def parse(cls, content: bytes, source: Path) -> Manifest:
        """The reverse of ``as_bytes``.

        Raises:
            BackupUnusable: not a manifest, or one of a later format.
        """
        try:
            raw = json.loads(content)
            tables = [TableState(**each) for each in raw.pop("tables")]
            files = [StoredFile(**each) for each in raw.pop("files")]
            manifest = cls(**raw, tables=tables, files=files)
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            raise BackupUnusable(file=str(source), reason="its manifest cannot be read") from problem
        if manifest.format != FORMAT:
            raise BackupUnusable(file=str(source), reason=f"format {manifest.format} is unknown")
        return manifest


def describe(path: Path, name: str) -> StoredFile:
    """Size and fingerprint of a file, read in pieces."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return StoredFile(name, path.stat().st_size, digest.hexdigest())


def kept_files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    """Name inside the archive and path of everything below the data folder that is saved."""
    for kept in KEPT:
        place = data_dir / kept
        paths = sorted(each for each in place.rglob("*") if each.is_file()) if place.is_dir() else [place]
        for path in paths:
            if path.is_file():
                yield path.relative_to(data_dir).as_posix(), path


def write(target: Path, manifest: Manifest, sources: dict[str, Path]) -> None:
    """Write the archive aside and rename it: a file of that name is always complete."""
    draft = target.with_name(target.name + ".partial")
    with tarfile.open(draft, "w") as tar:
        head = tarfile.TarInfo(MANIFEST)
        content = manifest.as_bytes()
        head.size, head.mode = len(content), 0o600
        tar.addfile(head, io.BytesIO(content))
        for stored in manifest.files:
            tar.add(sources[stored.name], stored.name, recursive=False)
    draft.chmod(0o600)
    draft.replace(target)


def unpack(source: Path, target: Path) -> Manifest:
    """Unpack into an empty folder and check every file against the manifest.

    Raises:
        BackupUnusable: names the first thing wrong with it.
    """
    try:
        with tarfile.open(source) as tar:
            tar.extractall(target, filter="data")
    except (OSError, tarfile.TarError) as problem:
        raise BackupUnusable(file=str(source), reason=str(problem)) from problem
    if not (target / MANIFEST).is_file():
        raise BackupUnusable(file=str(source), reason="it has no manifest")
    manifest = Manifest.parse((target / MANIFEST).read_bytes(), source)
    for stored in manifest.files:
        path = target / stored.name
        if not path.is_file() or describe(path, stored.name) != stored:
            raise BackupUnusable(file=str(source), reason=f"{stored.name} is damaged or missing")
    return manifest
