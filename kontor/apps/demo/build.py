"""Make the demo company from nothing, through the public commands only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from kontor.apps.demo.company import TENANT_CODE, found, open_books
from kontor.apps.demo.history import CHAINS, live_through
from kontor.apps.demo.masterdata import fill
from kontor.apps.demo.people import PEOPLE, Person
from kontor.kernel.clock import current_clock
from kontor.kernel.progress import Progress

__all__ = ["TENANT_CODE", "build"]


def build(progress: Progress, *, chains: int = CHAINS, password: str | None = None) -> Sequence[dict[str, str]]:
    """Company, people, master data and ``chains`` purchases of the last year; returns who can sign in.

    One password for everybody, made up anew for each installation unless one is given.
    """
    shared = password or f"kontor-{secrets.token_hex(3)}"
    today: date = current_clock().today("Asia/Taipei")
    progress.start("Company and people · 公司與人員", len(PEOPLE))
    company = found(shared, today, progress)
    progress.start("Suppliers, items, bins · 廠商、料號、儲位")
    catalogue = fill(company, today)
    open_books(company, today)
    progress.start("A year of purchasing · 一年的採購往來", chains)
    live_through(company, catalogue, today, chains, progress)
    return [_sign_in(person, shared) for person in PEOPLE]


def _sign_in(person: Person, password: str) -> dict[str, str]:
    return {"name": person.name, "role": ", ".join(person.titles), "email": person.email, "password": password}
