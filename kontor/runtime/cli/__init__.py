"""The ``kontor`` command. Every subcommand is a module here; Django is loaded only by those that need it."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any, NoReturn

import click

from kontor.kernel.errors import DomainError
from kontor.packaging.cli import packs
from kontor.runtime.cli import backup, db, demo, manage, prove, serve, status
from kontor.runtime.cli.language import language


class Kontor(click.Group):
    """Turns a refusal into its sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        # TERM unwinds like Ctrl-C does, so that whatever was started is stopped again.
        signal.signal(signal.SIGTERM, _leave)
        try:
            return super().invoke(ctx)
        except DomainError as problem:
            click.secho(f"{problem.code}: {problem.message(language())}", fg="red", err=True)
            sys.exit(1)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


@click.group(cls=Kontor, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kontor")
def main() -> None:
    """Kontor: requisition to payment, stock and books, driven by configuration."""


for command in (
    demo.demo,
    serve.serve,
    serve.worker,
    status.status,
    db.db,
    db.migrate,
    backup.backup,
    backup.restore,
    prove.prove,
    manage.manage,
    manage.openapi,
    manage.reference,
    packs,
):
    main.add_command(command)
