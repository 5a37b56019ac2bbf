"""The ten-line goods receipt: posted to both ledgers over HTTP, and the same statements by pgbench."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.client import Client
from bench.company import PASSWORD, Company, address_of
from bench.measure import Figure, Timing, timed
from bench.pgbench import Trace, cleaned, run
from bench.recording import recording
from bench.steps import order, receive

LINES = 10
CLIENTS = 8


def measure(address: str, company: Company, folder: Path, count: int) -> Iterator[Figure]:
    """``count`` receipts each way, after a tenth of them to warm up."""
    buyer, dock = (Client(address, address_of(login), PASSWORD) for login in ("buyer", "dock"))
    warm, own, recorded = count // 10 + CLIENTS, count, count // CLIENTS * CLIENTS
    orders = [order(buyer, company, LINES) for _ in range(warm + own + recorded)]
    timed(lambda each: receive(dock, company, each), orders[:warm], CLIENTS)
    over_http = timed(lambda each: receive(dock, company, each), orders[warm : warm + own], CLIENTS)
    traces = _record(company, orders[warm + own :])
    by_pgbench = run(_pgbench(), folder, traces, CLIENTS)
    yield from _figures(over_http, by_pgbench, len(traces[0]))


def _figures(over_http: Timing, by_pgbench: float, statements: int) -> Iterator[Figure]:
    share = over_http.rate / by_pgbench
    yield Figure("receipt of ten lines over HTTP, 8 clients", f"{over_http.rate:.1f}/s, p50 {over_http.p50:.0f} ms")
    yield Figure(f"its {statements} statements by pgbench, 8 clients, prepared", f"{by_pgbench:.1f}/s")
    yield Figure("HTTP as a share of pgbench", f"{share:.0%}", "≥ 50 %", share >= 0.5)


def _record(company: Company, orders: list[dict[str, Any]]) -> list[Trace]:
    """What each receipt asks the database, taken back in the end so that pgbench finds the orders untouched."""
    from django.db import transaction

    dock = _InProcess("dock")
    traces: list[Trace] = []
    for each in orders[:2]:
        receive(dock, company, each)  # type: ignore[arg-type]
    with transaction.atomic():
        for each in orders[2:]:
            with recording() as kept:
                receive(dock, company, each)  # type: ignore[arg-type]
            traces.append(cleaned(kept.statements))
        transaction.set_rollback(True)
    return _of_one_shape(traces)


def _of_one_shape(traces: list[Trace]) -> list[Trace]:
    """The commonest sequence of statements; a reserved block of numbers makes one receipt in many different."""
    by_shape: dict[tuple[str, ...], list[Trace]] = {}
    for each in traces:
        by_shape.setdefault(tuple(statement.text for statement in each), []).append(each)
    return max(by_shape.values(), key=len)


class _InProcess:
    """A signed-in user of the same application without a server, so that its statements can be seen."""

    def __init__(self, login: str) -> None:
        from django.test import Client as Browser

        self._browser, self._headers = Browser(), dict[str, str]()
        tokens = self.post("/auth/login", {"email": address_of(login), "password": PASSWORD})
        self._headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    def post(self, path: str, body: Any) -> Any:
        headers = {**self._headers, "Idempotency-Key": str(uuid.uuid4())}
        response = self._browser.post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )
        reply = response.json()
        if not reply["success"]:
            raise RuntimeError(f"{path}: {reply['error']}")
        return reply["data"]


def _pgbench() -> Path:
    from kontor.runtime.postgres.binaries import wheel_bin

    return wheel_bin() / "pgbench"
