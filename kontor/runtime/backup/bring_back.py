"""Restoring a backup: into an empty database, all or nothing, and compared with what was saved."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import psycopg

from kontor.kernel.progress import Progress
from kontor.runtime import installation
from kontor.runtime.backup import archive, checksums, tools
from kontor.runtime.errors import RestoreDiffers, RestoreTargetNotEmpty


def restore(data_dir: Path, source: Path, progress: Progress, *, replace: bool) -> archive.Manifest:
    """Bring database and files back and verify them; tables of an older version are migrated afterwards.

    Raises:
        BackupUnusable: the file is damaged; nothing was changed.
        RestoreTargetNotEmpty: there is data and ``replace`` was not asked for.
        RestoreDiffers: row counts or checksums are not those of the backup.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=data_dir))
    try:
        progress.start("Checking the file · 檢查備份檔")
        manifest = archive.unpack(source, folder)
        with tools.connect() as connection:
            _make_room(connection, replace)
        progress.start("Database · 資料庫")
        _load(folder / archive.DUMP)
        with tools.connect() as connection:
            _verify(connection, manifest, progress)
        progress.start("Files · 檔案", len(manifest.files))
        _place_files(folder, data_dir, manifest, progress)
    finally:
        shutil.rmtree(folder)
    (data_dir / installation.SCHEMA_MARK).unlink(missing_ok=True)
    progress.start("Tables · 資料表")
    installation.migrate(data_dir, progress.note)
    return manifest


def _load(dump: Path) -> None:
    tools.run(
        "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={_database()}", str(dump)
    )


def _database() -> str:
    return str(tools.owner_settings()["NAME"])


def _make_room(connection: psycopg.Connection, replace: bool) -> None:
    tables = checksums.count_tables(connection)
    if tables and not replace:
        raise RestoreTargetNotEmpty(tables=tables)
    # Everything in this database belongs to the owner role: tables, schemas, functions, default rights.
    connection.execute("DROP OWNED BY CURRENT_USER CASCADE")


def _verify(connection: psycopg.Connection, manifest: archive.Manifest, progress: Progress) -> None:
    progress.start("Comparing · 核對", len(manifest.tables))
    found = []
    for state in checksums.table_states(connection):
        found.append(state)
        progress.advance()
    if wrong := checksums.differences(manifest.tables, found):
        raise RestoreDiffers(count=len(wrong), first=wrong[0])


def _place_files(folder: Path, data_dir: Path, manifest: archive.Manifest, progress: Progress) -> None:
    """Move the files into place; those of the replaced installation that are not in the backup go."""
    for kept in archive.KEPT:
        place = data_dir / kept
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    for stored in manifest.files:
        if stored.name != archive.DUMP:
            target = data_dir / stored.name
            target.parent.mkdir(parents=True, exist_ok=True)
            (folder / stored.name).replace(target)
        progress.advance()
