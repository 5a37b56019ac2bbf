"""Making a backup while people work: one snapshot for the dump and for the checksums that prove it later."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from kontor.kernel.progress import Progress
from kontor.runtime import installation
from kontor.runtime.backup import archive, checksums, tools


def save(data_dir: Path, target: Path, progress: Progress) -> archive.Manifest:
    """Write database and uploaded files of the installation into ``target``; returns what it holds.

    Files are copied after the snapshot: they are only ever added, so everything the snapshot names is there.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".kontor-backup-", dir=target.parent))
    try:
        dump = folder / archive.DUMP
        with tools.connect() as connection:
            tables = _dump(connection, dump, progress)
        sources = {archive.DUMP: dump, **dict(archive.kept_files(data_dir))}
        progress.start("Files · 檔案", len(sources))
        files = []
        for name, path in sources.items():
            files.append(archive.describe(path, name))
            progress.advance()
        manifest = _manifest(tables, files)
        archive.write(target, manifest, sources)
        return manifest
    finally:
        shutil.rmtree(folder)


def _dump(connection: psycopg.Connection, dump: Path, progress: Progress) -> list[checksums.TableState]:
    """Dump and count what the same snapshot shows."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    exported = connection.execute("SELECT pg_export_snapshot()").fetchone()
    progress.start("Database · 資料庫")
    tools.run("pg_dump", "--format=custom", f"--snapshot={exported[0] if exported else ''}", f"--file={dump}")
    progress.start("Checksums · 檢查碼", checksums.count_tables(connection))
    tables = []
    for state in checksums.table_states(connection):
        tables.append(state)
        progress.advance()
    return tables


def _manifest(tables: list[checksums.TableState], files: list[archive.StoredFile]) -> archive.Manifest:
    return archive.Manifest(
        format=archive.FORMAT,
        version=version("kontor"),
        created_at=datetime.now(UTC).isoformat(),
        schema_state=installation.schema_state(),
        tables=tables,
        files=files,
    )
