"""``kontor packs``: check packs and list what can be installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import django

from kontor.packaging.folders import PROJECT_PACKS, available


@click.group()
def packs() -> None:
    """Look after packs."""


@packs.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--language", default="en", help="Language of the messages: en or zh-Hant.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
def check(folder: Path | None, language: str, strict: bool) -> None:
    """Check one pack, or a folder of packs (default: all of the project), and tell every mistake."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.runtime.settings")
    django.setup()  # rooms declare their attribute types, effects and permissions when Django is ready
    from kontor.packaging.api import check_folder

    problems = check_folder(folder or PROJECT_PACKS)
    for each in problems:
        sign = "✗" if each.severity == "error" else "!"
        click.echo(f"{sign} {each.line(language)}")
    errors = sum(each.severity == "error" for each in problems)
    click.echo(f"{errors} errors, {len(problems) - errors} warnings")
    if errors or (strict and problems):
        sys.exit(1)


@packs.command("list")
def list_packs() -> None:
    """Name every pack that can be installed."""
    for name in available():
        click.echo(name)
