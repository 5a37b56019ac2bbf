"""``kontor backup FILE`` and ``kontor restore FILE``."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from kontor.runtime import installation
from kontor.runtime.backup import bring_back, save
from kontor.runtime.backup.archive import Manifest
from kontor.runtime.cli import options
from kontor.runtime.cli.progress import SetupProgress
from kontor.runtime.configuration.database import is_external
from kontor.runtime.postgres.errors import DatabaseInUse

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@options.data_dir
@click.argument("file", type=_FILE)
def backup(data_dir: Path | None, file: Path) -> None:
    """Save database and uploaded files into FILE; people may go on working."""
    chosen = installation.choose(data_dir)
    console = Console()
    with installation.database(chosen), SetupProgress(console) as progress:
        manifest = save.save(chosen, file.absolute(), progress)
    console.print(f"{file}: {_summary(manifest)}, {file.stat().st_size / 1024**2:.1f} MiB")


@click.command()
@options.data_dir
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace whatever the installation holds now.")
def restore(data_dir: Path | None, file: Path, replace: bool) -> None:
    """Bring FILE back, compare every table with the backup, and prove the ledgers. Exit code 2 when a proof fails."""
    chosen = installation.choose(data_dir)
    console = Console()
    with installation.database(chosen):
        _ensure_alone(chosen)
        with SetupProgress(console) as progress:
            manifest = bring_back.restore(chosen, file.absolute(), progress, replace=replace)
        console.print(f"Restored and verified: {_summary(manifest)}")
        holds = _prove()
    if not holds:
        raise SystemExit(2)


def _ensure_alone(data_dir: Path) -> None:
    """Nobody else may use the embedded database meanwhile."""
    if is_external():
        return
    users = installation.supervisor(data_dir).status().holders
    if len(users) > 1:
        raise DatabaseInUse(folder=str(data_dir), holders=users)


def _prove() -> bool:
    installation.setup_django()
    from kontor.runtime import proofs

    findings = proofs.prove_tenants()
    proofs.show(findings)
    return all(each.holds for each in findings)


def _summary(manifest: Manifest) -> str:
    rows = sum(each.rows for each in manifest.tables)
    return f"{rows} rows in {len(manifest.tables)} tables, {len(manifest.files) - 1} files"
