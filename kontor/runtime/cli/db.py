"""``kontor db …`` and ``kontor migrate``: the embedded server and the schema."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from kontor.runtime import installation
from kontor.runtime.cli import options


@click.group()
def db() -> None:
    """The embedded PostgreSQL server of the data folder."""


@db.command()
@options.data_dir
def start(data_dir: Path | None) -> None:
    """Start the server and leave it running."""
    supervisor = installation.supervisor(installation.choose(data_dir))
    supervisor.start()
    click.echo(f"PostgreSQL runs, process {supervisor.status().pid}, socket {supervisor.layout.sockets}")


@db.command()
@options.data_dir
def stop(data_dir: Path | None) -> None:
    """Stop the server, unless a process still uses it."""
    installation.supervisor(installation.choose(data_dir)).stop()
    click.echo("PostgreSQL is stopped")


@db.command("status")
@options.data_dir
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show_status(data_dir: Path | None, as_json: bool) -> None:
    """Tell whether the server runs, where, and for whom. Exit code 3 when it does not run."""
    state = installation.supervisor(installation.choose(data_dir)).status()
    if as_json:
        click.echo(json.dumps(asdict(state)))
    else:
        for name, value in asdict(state).items():
            click.echo(f"{name.replace('_', ' '):>12}  {value if value != () else '-'}")
    if not state.is_running:
        raise SystemExit(3)


@db.command()
@options.data_dir
@click.option("-n", "--lines", default=50, show_default=True)
def logs(data_dir: Path | None, lines: int) -> None:
    """The last lines of the server's log."""
    click.echo(installation.supervisor(installation.choose(data_dir)).logs(lines))


@db.command()
@click.option("--admin-url", required=True, help="A role that may create roles and databases.")
@click.option("--database", default="kontor", show_default=True)
@click.option("--owner-password", required=True, envvar="OWNER_PASSWORD")
@click.option("--app-password", required=True, envvar="APP_PASSWORD")
def provision(admin_url: str, database: str, owner_password: str, app_password: str) -> None:
    """Make the two roles and the database on a server of your own."""
    import psycopg

    from kontor.runtime.postgres import provision as roles

    with psycopg.connect(admin_url, autocommit=True) as admin:
        passwords = {"owner_password": owner_password, "app_password": app_password}
        roles.provision(admin, passwords, database)
    click.echo(f"Roles kontor_owner and kontor_app and the database {database} are ready")


@click.command()
@options.data_dir
def migrate(data_dir: Path | None) -> None:
    """Bring the tables up to date, as the owner role."""
    chosen = installation.choose(data_dir)
    with installation.database(chosen):
        if not installation.migrate(chosen, click.echo):
            click.echo("The tables are up to date")
