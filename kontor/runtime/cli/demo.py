"""``kontor demo``: a whole company to walk around in, from nothing, with one command."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table

from kontor.runtime import installation
from kontor.runtime.cli import options
from kontor.runtime.cli.progress import SetupProgress
from kontor.runtime.configuration.database import is_external
from kontor.runtime.processes import service

SIGN_INS = "demo.json"
_UNFINISHED = "demo.unfinished"


@click.command()
@options.data_dir
@options.host
@options.port
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Web processes.")
def demo(data_dir: Path | None, host: str, port: int, workers: int) -> None:
    """Set up the demo company on first use, serve it, and print who can sign in."""
    chosen = installation.choose(data_dir)
    plan = service.Plan(host, port, ("web", "worker", "live"), workers)
    service.ensure_ports_free(plan)
    os.environ.setdefault("PUBLIC_URL", plan.address)
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    console = Console()
    progress = SetupProgress(console)
    progress.start("Database · 資料庫")
    with installation.database(chosen) as revive:
        with progress:
            sign_ins = set_up(chosen, progress)
        progress.start("Web server · 網頁伺服器")
        with ExitStack() as stack:
            with progress:
                running = stack.enter_context(service.running(chosen, plan))
            if not running.is_stopping:
                show_sign_ins(console, plan.address, sign_ins)
            running.watch(revive)
    console.print("Stopped · 已停止")


def set_up(data_dir: Path, progress: SetupProgress) -> Sequence[dict[str, Any]]:
    """Tables and company, whichever is missing; returns the sign-ins. Nothing to do the second time."""
    _discard_unfinished(data_dir, progress)
    progress.start("Tables · 資料表")
    installation.migrate(data_dir, progress.note)
    kept = data_dir / SIGN_INS
    if kept.exists():
        content: list[dict[str, Any]] = json.loads(kept.read_text())
        return content
    return _build_company(data_dir, progress)


def show_sign_ins(console: Console, address: str, sign_ins: Sequence[dict[str, Any]]) -> None:
    """Address and people, as the last thing on the screen."""
    passwords = {each["password"] for each in sign_ins}
    columns = ["e-mail · 帳號", "role · 角色", "name · 姓名"] + ["password · 密碼"] * (len(passwords) > 1)
    table = Table(*(Column(each, no_wrap=True) for each in columns), box=None, pad_edge=False)
    for each in sign_ins:
        table.add_row(each["email"], each["role"], each["name"], *([each["password"]] * (len(passwords) > 1)))
    wide = Console(width=max(console.width, 110), soft_wrap=True)
    wide.print()
    wide.print(table, crop=False)
    if len(passwords) == 1:
        wide.print(f"\nPassword of all · 共用密碼  [bold]{passwords.pop()}[/bold]")
    wide.print(f"Kontor serves at · 網址    [bold]{address}[/bold]")
    wide.print("Ctrl-C stops it · 按 Ctrl-C 結束\n")


def _build_company(data_dir: Path, progress: SetupProgress) -> Sequence[dict[str, Any]]:
    """Let the demo app make its company through the public commands; keep the sign-ins for the next start."""
    mark = data_dir / _UNFINISHED
    mark.touch()
    installation.setup_django()
    build: Any = import_module("kontor.apps.demo").build
    sign_ins = [dict(each) for each in build(progress)]
    kept = data_dir / SIGN_INS
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(sign_ins, ensure_ascii=False, indent=1))
    mark.unlink()
    return sign_ins


def _discard_unfinished(data_dir: Path, progress: SetupProgress) -> None:
    """A set-up that was interrupted half way is begun anew, on an empty database."""
    mark = data_dir / _UNFINISHED
    if mark.exists() and not is_external():
        progress.start("Beginning anew after an interrupted set-up · 前次設定中斷,重新建立")
        installation.recreate_database(data_dir)
        mark.unlink()
