"""Options that several subcommands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def data_dir(function: Command) -> Command:
    """``--data-dir``: where secrets, files and the embedded database live."""
    return click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="DATA_DIR",
        help="Folder for the database, uploaded files and secrets (default: .kontor here).",
    )(function)


def host(function: Command) -> Command:
    """``--host``: the address to listen on."""
    return click.option("--host", default="127.0.0.1", envvar="KONTOR_HOST", show_default=True)(function)


def port(function: Command) -> Command:
    """``--port``: the port to listen on."""
    return click.option("--port", type=click.IntRange(1, 65534), default=8000, envvar="PORT", show_default=True)(
        function
    )
