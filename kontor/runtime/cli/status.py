"""``kontor status``: what runs from this data folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from kontor.runtime import installation
from kontor.runtime.cli import options
from kontor.runtime.configuration.database import is_external
from kontor.runtime.processes import record


@click.command()
@options.data_dir
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(data_dir: Path | None, as_json: bool) -> None:
    """Tell what runs: database, web, worker, live updates. Exit code 3 when no web server answers."""
    state = collect(installation.choose(data_dir))
    if as_json:
        click.echo(json.dumps(state))
    else:
        _show(state)
    if not state["is_serving"]:
        raise SystemExit(3)


def collect(data_dir: Path) -> dict[str, Any]:
    """The state as plain data; ``services`` has one entry per running ``serve`` or ``demo``."""
    services = record.read_all(data_dir)
    for service in services:
        service["health"] = record.health(service["address"])
    return {
        "data_dir": str(data_dir),
        "is_serving": any(each["health"] is not None for each in services),
        "database": {"kind": "external"} if is_external() else _embedded(data_dir),
        "services": services,
    }


def _embedded(data_dir: Path) -> dict[str, Any]:
    if not data_dir.exists():
        return {"kind": "embedded", "is_running": False}
    state = installation.supervisor(data_dir).status()
    return {
        "kind": "embedded",
        "is_running": state.is_running,
        "pid": state.pid,
        "socket_dir": state.socket_dir,
        "holders": list(state.holders),
        "free_mib": state.free_mib,
    }


def _show(state: dict[str, Any]) -> None:
    click.echo(f"Data folder  {state['data_dir']}")
    database = state["database"]
    running = "running" if database.get("is_running") else "stopped"
    click.echo(f"Database     {database['kind']}" + (f", {running}" if database["kind"] == "embedded" else ""))
    for service in state["services"]:
        health = service["health"]
        click.echo(f"Web          {service['address']}  {health['status'] if health else 'does not answer'}")
        click.echo("Processes    " + ", ".join(f"{name} {pid}" for name, pid in service["processes"].items()))
    if not state["services"]:
        click.echo("Web          stopped")
