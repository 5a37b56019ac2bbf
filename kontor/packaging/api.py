"""The public face of packaging: the model a unit of work runs on, and how it changes."""

from __future__ import annotations

from pathlib import Path

from kontor.packaging.compile import examine
from kontor.packaging.differences import Difference
from kontor.packaging.folders import available, folder_of, pack_folders
from kontor.packaging.loader import parse_pack, read_folder
from kontor.packaging.model import Model
from kontor.packaging.problems import PackProblems, Problem
from kontor.packaging.versions import (
    VersionInfo,
    check,
    current,
    diff,
    diff_versions,
    draft,
    install,
    on_publish,
    publish,
    publish_draft,
    roll_back,
    save_draft,
    version,
    versions,
)

__all__ = [
    "Difference",
    "Model",
    "PackProblems",
    "Problem",
    "VersionInfo",
    "available",
    "check",
    "check_folder",
    "current",
    "diff",
    "diff_versions",
    "draft",
    "folder_of",
    "install",
    "on_publish",
    "pack_folders",
    "publish",
    "publish_draft",
    "roll_back",
    "save_draft",
    "version",
    "versions",
]


def check_folder(path: Path) -> list[Problem]:
    """Everything wrong with the pack in a folder, read with the packs it requires from the folder beside it.

    A folder that holds packs is checked as a whole: all its packs together.
    """
    folders = [path] if (path / "pack.yaml").is_file() else sorted(each.parent for each in path.glob("*/pack.yaml"))
    packs, problems, seen = [], [], set()
    waiting = list(folders)
    while waiting:
        folder = waiting.pop(0)
        if folder.name in seen:
            continue
        seen.add(folder.name)
        raw = read_folder(folder)
        pack, found = parse_pack(raw.data, raw.places)
        problems += [*raw.problems, *found]
        if pack is not None and not raw.problems:
            packs.append(pack)
            needs = [folder.parent / need for need in pack.head.requires]
            waiting += [each for each in needs if (each / "pack.yaml").is_file()]
    if problems:
        return problems
    return examine(packs)[1]
