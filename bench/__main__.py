"""``python -m bench [--full] [--only receipts,chains,lists,footprint]``: the figures of design §10, in one run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bench import chains, footprint, million, receipts
from bench.company import Company, found
from bench.measure import Figure
from bench.serving import serving

SECTIONS = ("receipts", "chains", "lists", "footprint")


@click.command()
@click.option("--full", is_flag=True, help="A million documents and longer runs instead of a quick look.")
@click.option("--only", default=",".join(SECTIONS), show_default=True, help="Which sections, separated by commas.")
@click.option("--documents", type=int, help="How many documents for lists; default 20,000, with --full 1,000,000.")
@click.option("--port", default=8795, show_default=True)
def main(full: bool, only: str, documents: int | None, port: int) -> None:
    """Measure and print; targets that are missed are marked, not hidden."""
    console, wanted = Console(), only.split(",")
    table = Table("figure", "measured", "target", "", title=f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as name:
        folder = Path(name)
        console.print("Tables and company …")
        try:
            with serving(folder, port, found, processes=("web", "worker")) as (address, company):
                for section, figures in _sections(folder, address, company, full, documents).items():
                    if section in wanted:
                        console.print(f"{section} …")
                        for each in figures():
                            table.add_row(each.name, each.value, each.target, _verdict(each))
        finally:
            console.print(table)


def _sections(
    folder: Path, address: str, company: Company, full: bool, documents: int | None
) -> dict[str, Callable[[], Iterator[Figure]]]:
    count = documents or (1_000_000 if full else 20_000)
    return {
        "footprint": _footprint,
        "receipts": lambda: receipts.measure(address, company, folder, 400 if full else 80),
        "chains": lambda: chains.measure(address, company, 40 if full else 12),
        "lists": lambda: million.measure(folder, address, company, count),
    }


def _footprint() -> Iterator[Figure]:
    yield from footprint.worker()
    yield from footprint.client()


def _verdict(figure: Figure) -> str:
    return "" if figure.met is None else "met" if figure.met else "MISSED"


if __name__ == "__main__":
    main()
