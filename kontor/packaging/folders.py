"""Where packs stand on disk: the ``packs`` folder of the project, and folders named in ``KONTOR_PACKS``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from kontor.packaging import schema
from kontor.packaging.errors import PackUnknown
from kontor.packaging.loader import load_pack

PROJECT_PACKS = Path(__file__).resolve().parents[2] / "packs"


def pack_folders() -> list[Path]:
    """Folders that hold packs, in the order they are searched."""
    named = [Path(each) for each in os.environ.get("KONTOR_PACKS", "").split(os.pathsep) if each]
    return [*named, PROJECT_PACKS]


def available() -> list[str]:
    """Names of all packs that can be installed, sorted."""
    found = {
        each.name for folder in pack_folders() if folder.is_dir() for each in folder.iterdir()
        if (each / "pack.yaml").is_file()
    }  # fmt: skip
    return sorted(found)


def folder_of(name: str | Path) -> Path:
    """The folder of a pack named by word or by path.

    Raises:
        PackUnknown: there is none.
    """
    if isinstance(name, Path):
        if (name / "pack.yaml").is_file():
            return name
        raise PackUnknown(str(name))
    for folder in pack_folders():
        if (folder / name / "pack.yaml").is_file():
            return folder / name
    raise PackUnknown(name)


def load_with_requirements(names: Iterable[str | Path]) -> list[schema.Pack]:
    """The packs and everything they require, requirements first."""
    loaded: dict[str, schema.Pack] = {}

    def visit(name: str | Path) -> None:
        folder = folder_of(name)
        if folder.name in loaded:
            return
        pack = load_pack_cached(folder)
        loaded[folder.name] = pack  # before its requirements: a circle is told by the compiler, not followed
        for need in pack.head.requires:
            visit(folder.parent / need if (folder.parent / need / "pack.yaml").is_file() else need)
        loaded[folder.name] = loaded.pop(folder.name)

    for name in names:
        visit(name)
    return list(loaded.values())


def load_pack_cached(folder: Path) -> schema.Pack:
    """The pack in a folder, read again only when a file in it has changed."""
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    stamp = hash(tuple((str(each), each.stat().st_mtime_ns, each.stat().st_size) for each in files))
    return _load(folder, stamp)


@lru_cache(maxsize=64)
def _load(folder: Path, stamp: int) -> schema.Pack:
    return load_pack(folder)
