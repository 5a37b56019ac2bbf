"""``python -m bench.replay --data FOLDER``."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.replay.chain import Staff, drive, pay_everything
from bench.replay.client import Client, Counter
from bench.replay.company import PASSWORD, Company, address_of, found
from bench.replay.data import Source, read
from bench.replay.masterdata import Loaded, load
from bench.replay.report import Figure, figures

PAYMENT_DATE = "2025-12-31"


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--orders", type=int, help="A slice of so many orders; default all.")
@click.option("--clients", default=4, show_default=True)
@click.option("--port", default=8765, show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the database in this folder and look at it later.")
def main(data: Path, orders: int | None, clients: int, port: int, keep: Path | None) -> None:
    """Replay and compare; exit code 1 when a figure differs or a proof fails."""
    source = read(data, orders)
    with tempfile.TemporaryDirectory(prefix="kontor-replay-") as folder:
        sys.exit(rehearse(keep or Path(folder), source, clients, port))


def rehearse(folder: Path, source: Source, clients: int, port: int) -> int:
    """On a server of its own; the number of differences."""
    os.environ["API_RATE_USER"] = os.environ["API_RATE_ANONYMOUS"] = "0"
    from kontor.runtime import installation
    from kontor.runtime.processes import service

    console = Console()
    chosen = installation.choose(folder)
    plan = service.Plan("127.0.0.1", port, ("web",), 2)
    service.ensure_ports_free(plan)
    with installation.database(chosen):
        console.print("Tables and company …")
        installation.migrate(chosen, lambda line: None)
        installation.setup_django()
        company = found(source)
        with service.running(chosen, plan) as running:
            running.wait_until_ready()
            return _replay(console, plan.address, company, source, clients)


def _replay(console: Console, address: str, company: Company, source: Source, clients: int) -> int:
    counter = Counter()
    admin = Client(address, address_of("admin"), PASSWORD, counter)
    console.print("Master data by the importer …")
    loaded = load(admin, source)
    staff = _sign_in(address, source, counter)
    started, before = time.monotonic(), counter.requests
    _drive_all(console, source, staff, loaded, clients)
    seconds = time.monotonic() - started
    rate, requests = len(source.orders) / seconds, counter.requests - before
    console.print(
        f"{len(source.orders)} orders in {seconds:.0f} s: {rate:.1f} orders/s, {requests / seconds:.0f} requests/s"
    )
    paid = pay_everything(staff, PAYMENT_DATE)
    found_figures = list(figures(admin, source, paid))
    _show(console, found_figures)
    broken = _prove(console, company)
    return sum(not figure.is_equal for figure in found_figures) + broken


def _sign_in(address: str, source: Source, counter: Counter) -> Staff:
    def client(login: str) -> Client:
        return Client(address, address_of(login), PASSWORD, counter)

    buyers = {number: client(f"buyer{number}") for number in {order.buyer for order in source.orders}}
    return Staff(buyers, client("dock"), client("books"), client("chief"))


def _drive_all(console: Console, source: Source, staff: Staff, loaded: Loaded, clients: int) -> None:
    with Progress(console=console) as progress, ThreadPoolExecutor(clients) as pool:
        task = progress.add_task("Orders", total=len(source.orders))
        waiting = [pool.submit(drive, order, staff, loaded) for order in source.orders]
        for each in waiting:
            each.result()
            progress.advance(task)


def _show(console: Console, found_figures: Sequence[Figure]) -> None:
    table = Table("figure", "known", "found", "")
    for each in found_figures:
        table.add_row(each.name, f"{each.known:,}", f"{each.found:,}", "equal" if each.is_equal else "DIFFERENT")
    console.print(table)


def _prove(console: Console, company: Company) -> int:
    from kontor.kernel.actor import Actor
    from kontor.kernel.proofs import prove
    from kontor.tenancy.api import working

    with working(Actor.system(company.tenant_id), read_only=True):
        results = prove(company.tenant_id)
    for result in results:
        word = "holds" if result.holds else f"BROKEN: {result.violations[:3]}"
        console.print(f"proof {result.proof.name}: {word}")
    return sum(not result.holds for result in results)


if __name__ == "__main__":
    main()
