"""``kontor manage …`` and ``kontor openapi``: Django's own commands, and the description of the API."""

from __future__ import annotations

from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from kontor.runtime import installation
from kontor.runtime.cli import options

_WITHOUT_DATABASE = frozenset({"makemigrations", "check", "help", "diffsettings", "makemessages", "compilemessages"})


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command with the database up."""
    chosen = installation.choose(None)
    needs_database = bool(arguments) and arguments[0] not in _WITHOUT_DATABASE
    with installation.database(chosen) if needs_database else nullcontext():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["kontor manage", *arguments])


@click.command()
@options.data_dir
@click.option("--tenant", help="Code of the tenant whose document types are described.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File instead of the terminal.")
def openapi(data_dir: Path | None, tenant: str | None, output: Path | None) -> None:
    """Print the OpenAPI 3.1 description as JSON."""
    chosen = installation.choose(data_dir)
    with installation.database(chosen):
        installation.setup_django()
        text = _describe(tenant)
    if output:
        output.write_text(text + "\n")
    else:
        click.echo(text)


def _describe(tenant: str | None) -> str:
    """Ask the API room: ``kontor.api.openapi.describe(tenant_code)`` returns the finished document."""
    import orjson

    describe: Any = import_module("kontor.api.openapi").describe
    return orjson.dumps(describe(tenant), option=orjson.OPT_INDENT_2).decode()
