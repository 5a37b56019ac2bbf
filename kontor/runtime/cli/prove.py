"""``kontor prove``: check every promise about the data of every tenant."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kontor.runtime import installation
from kontor.runtime.cli import options


@click.command()
@options.data_dir
@click.option("--tenant", help="Code of one tenant; default all.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def prove(data_dir: Path | None, tenant: str | None, as_json: bool) -> None:
    """Run all registered proofs: both ledgers, subledgers, events. Exit code 2 when a promise is broken."""
    chosen = installation.choose(data_dir)
    with installation.database(chosen):
        installation.setup_django()
        from kontor.runtime import proofs

        findings = proofs.prove_tenants(tenant)
    if as_json:
        click.echo(json.dumps([each.as_json() for each in findings], default=str))
    else:
        proofs.show(findings)
    if not all(each.holds for each in findings):
        raise SystemExit(2)
