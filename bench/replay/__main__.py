"""``python -m bench.replay --data FOLDER``."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, ProgressColumn, Task, TaskID
from rich.table import Table
from rich.text import Text

from bench.client import Client, Counter
from bench.replay.chain import Delivered, Staff, drive, pay_everything, staffed
from bench.replay.company import PASSWORD, Company, found
from bench.replay.data import Source, read
from bench.replay.masterdata import Loaded, load
from bench.replay.report import Figure, figures
from bench.serving import serving

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
        sys.exit(1 if rehearse(keep or Path(folder), source, clients, port) else 0)


def rehearse(folder: Path, source: Source, clients: int, port: int) -> int:
    """On a server of its own; the number of differences and broken proofs."""
    console = Console()
    console.print("Tables and company …")
    with serving(folder, port, lambda: found(source)) as (address, company):
        return _replay(console, address, company, source, clients)


def _replay(console: Console, address: str, company: Company, source: Source, clients: int) -> int:
    counter = Counter()

    def sign_in(login: str) -> Client:
        return Client(address, company.address_of(login), PASSWORD, counter)

    admin = sign_in("admin")
    console.print("Master data by the importer …")
    loaded = load(admin, source)
    staff = staffed(source, sign_in)
    started, before = time.monotonic(), counter.requests
    delivered = _drive_all(console, source, staff, loaded, clients)
    seconds = time.monotonic() - started
    rate, requests = len(source.orders) / seconds, counter.requests - before
    console.print(
        f"{len(source.orders)} orders in {seconds:.0f} s: {rate:.1f} orders/s, {requests / seconds:.0f} requests/s"
    )
    paid = pay_everything(staff, PAYMENT_DATE)
    found_figures = list(figures(admin, source, delivered, paid))
    _show(console, found_figures)
    return sum(not figure.is_equal for figure in found_figures) + _prove(console, company)


def _drive_all(console: Console, source: Source, staff: Staff, loaded: Loaded, clients: int) -> list[Delivered]:
    with Progress(*Progress.get_default_columns(), _Rate(), console=console) as progress:
        task = progress.add_task("Orders", total=len(source.orders))
        with ThreadPoolExecutor(clients) as pool:
            waiting = [pool.submit(drive, order, staff, loaded) for order in source.orders]
            try:
                return [_done(each, progress, task) for each in waiting]
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _done(waiting: Future[Delivered], progress: Progress, task: TaskID) -> Delivered:
    delivered = waiting.result()
    progress.advance(task)
    return delivered


class _Rate(ProgressColumn):
    """Orders per second so far."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.finished_speed or task.speed or 0:.1f}/s")


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
