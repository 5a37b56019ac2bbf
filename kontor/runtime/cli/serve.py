"""``kontor serve`` and ``kontor worker``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kontor.runtime import installation
from kontor.runtime.cli import options
from kontor.runtime.processes import service

PROCESSES = ("web", "worker", "live")


@click.command()
@options.data_dir
@options.host
@options.port
@click.option("--workers", type=click.IntRange(1), help="Web processes (default: one per core, two to eight).")
@click.option("--only", multiple=True, type=click.Choice(PROCESSES), help="Run just these processes.")
@click.option("--migrate/--no-migrate", "with_migrations", default=True, help="Bring the tables up to date first.")
def serve(
    data_dir: Path | None, host: str, port: int, workers: int | None, only: Sequence[str], with_migrations: bool
) -> None:
    """Serve until Ctrl-C or TERM: web, job worker and live updates on DATABASE_URL or the embedded database."""
    chosen = installation.choose(data_dir)
    plan = service.Plan(host, port, tuple(only) or PROCESSES, workers)
    service.ensure_ports_free(plan)
    with installation.database(chosen) as revive:
        if with_migrations:
            installation.migrate(chosen, click.echo)
        with service.running(chosen, plan) as running:
            click.echo(f"Kontor serves at {plan.address}")
            running.watch(revive)


@click.command()
@options.data_dir
@click.option("--concurrency", default=2, show_default=True, help="Jobs at the same time.")
def worker(data_dir: Path | None, concurrency: int) -> None:
    """Run jobs until Ctrl-C or TERM."""
    chosen = installation.choose(data_dir)
    with installation.database(chosen):
        from kontor.runtime.processes import jobs

        jobs.work(concurrency)
