"""kill -9 of the web processes and of PostgreSQL in the middle of a hundred postings (P15, Q4, S1, F1).

Nothing that was acknowledged is lost, nothing is posted twice, and both ledgers are proven afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil
import pytest

from kontor.api.auth import api_keys
from kontor.documents import api as documents
from kontor.documents.contracts import Take
from kontor.runtime.configuration.database import APP_ROLE, OWNER_ROLE
from kontor.runtime.postgres.layout import socket_dir
from kontor.testing.database import WorkerDatabase
from tests.scenarios.company import Company

RECEIPTS, THREADS, PATIENCE = 100, 8, 150.0
KONTOR = [sys.executable, "-m", "kontor"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass
class Prepared:
    """A saved company whose dock has a hundred drafts to post."""

    backup: Path
    key: str
    receipts: list[UUID]
    item: UUID


@dataclass
class Dock:
    """The people who post, as programs: they repeat a call that got no answer, with the same key."""

    address: str
    key: str
    acknowledged: dict[UUID, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, receipt: UUID) -> None:
        deadline = time.monotonic() + PATIENCE
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": f"post-{receipt}"}
        address = f"{self.address}/api/v1/documents/goods_receipt/{receipt}/actions/post"
        while time.monotonic() < deadline:
            try:
                answer = httpx.post(address, json={}, headers=headers, timeout=20)
            except httpx.HTTPError:
                time.sleep(0.3)
                continue
            if answer.status_code == 200:
                with self.lock:
                    self.acknowledged[receipt] = answer.json()["data"]["version"]
                return
            # Not there yet after a restart, or the first attempt is still being finished: ask again.
            assert answer.status_code in {409, 429, 500, 502, 503}, answer.text
            time.sleep(0.3)
        raise AssertionError(f"{receipt} was never acknowledged")

    def count(self) -> int:
        with self.lock:
            return len(self.acknowledged)


@pytest.fixture(scope="module")
def prepared(database: WorkerDatabase) -> Iterator[Prepared]:
    company = Company.found()
    request = company.requests(f"{RECEIPTS} BOLT at 5")
    company.approves(request)
    order = company.orders(request)
    line = company.read(order).lines[0].id
    values = {"location": company.receiving}
    takes = [Take(line, Decimal(1), {})]
    drafts = [documents.derive(company["dock"], "receive", takes, values=values)[0].id for _ in range(RECEIPTS)]
    _, key = api_keys.create(company["dock"], "scanner", [], None)
    folder = Path(tempfile.mkdtemp(prefix="kontor-fault-"))
    environment = _environment(DATABASE_URL=database.url(APP_ROLE), DATABASE_OWNER_URL=database.url(OWNER_ROLE))
    saved = subprocess.run(
        [*KONTOR, "backup", "--data-dir", str(folder / "from"), str(folder / "b")], env=environment, capture_output=True
    )
    assert saved.returncode == 0, saved.stderr
    yield Prepared(folder / "b", key, drafts, company.items["BOLT"])
    shutil.rmtree(folder)


@dataclass
class Service:
    """A durable installation of its own, running."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def state(self) -> dict[str, Any]:
        told = _kontor(self.folder, "status", "--json")
        return json.loads(told.stdout)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def kill_web(self) -> None:
        web = psutil.Process(self.state()["services"][0]["processes"]["web"])
        for each in [*web.children(recursive=True), web]:
            each.kill()

    def kill_database(self) -> None:
        os.kill(self.state()["database"]["pid"], signal.SIGKILL)


@pytest.fixture
def service(prepared: Prepared) -> Iterator[Service]:
    folder = Path(tempfile.mkdtemp(prefix="kontor-fault-")) / "data"
    restored = _kontor(folder, "restore", str(prepared.backup))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    port = _free_port()
    command = [*KONTOR, "serve", "--data-dir", str(folder), "--port", str(port), "--only", "web", "--workers", "2"]
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(command, env=_environment(), stdout=log, stderr=log, start_new_session=True)
    running = Service(folder, port, process)
    try:
        _until(running.is_ready)
        yield running
    finally:
        process.terminate()
        process.wait(60)
        log.close()
        shutil.rmtree(socket_dir(folder), ignore_errors=True)
        shutil.rmtree(folder.parent)


@pytest.mark.parametrize(
    "blows", [("kill_web",), ("kill_database",), ("kill_web", "kill_database", "kill_web")], ids="+".join
)
def test_nothing_acknowledged_is_lost_and_nothing_is_posted_twice(
    prepared: Prepared, service: Service, blows: tuple[str, ...]
):
    dock = Dock(service.address, prepared.key)
    with ThreadPoolExecutor(THREADS) as pool:
        posting = [pool.submit(dock.post, each) for each in prepared.receipts]
        for number, blow in enumerate(blows, 1):
            _until(lambda number=number: dock.count() >= number * RECEIPTS // (len(blows) + 2))
            getattr(service, blow)()
        for each in posting:
            each.result()

    assert len(dock.acknowledged) == RECEIPTS
    _until(service.is_ready)
    _assert_each_is_posted_once(service, prepared)
    proofs = json.loads(_kontor(service.folder, "prove", "--json").stdout)
    assert proofs and all(each["holds"] for each in proofs), proofs
    assert sum(len(each["proofs"]) for each in proofs) >= 4


def _assert_each_is_posted_once(service: Service, prepared: Prepared) -> None:
    """Every draft is posted, with one move of one piece and one balanced entry, not more."""
    ids = _quoted(prepared.receipts)
    states = _psql(
        service.folder,
        f"SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) n FROM"
        f" transactions.document WHERE id IN ({ids}) GROUP BY 1) found",
    )
    assert states == str({"posted": RECEIPTS})
    counted = _psql(
        service.folder,
        "SELECT (SELECT count(*) || ' ' || count(DISTINCT source_document_id) || ' ' || sum(quantity)::int"
        f" FROM transactions.stock_move WHERE item_id = '{prepared.item}')"
        " || ' ' || (SELECT count(DISTINCT source_document_id) FROM transactions.journal_entry"
        f" WHERE source_document_id IN ({ids}))",
    )
    assert counted.split() == [str(RECEIPTS)] * 4


def _quoted(ids: list[UUID]) -> str:
    return ", ".join(f"'{each}'" for each in ids)


def _psql(folder: Path, query: str) -> str:
    """Ask the installation's own database, as the owner."""
    from kontor.runtime.postgres.supervisor import Supervisor

    with Supervisor(folder).owner() as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return str(row[0])


def _environment(**changes: str) -> dict[str, str]:
    hidden = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATA_DIR", "SECRET_KEY", "KONTOR_PROCESS"}
    return {name: value for name, value in os.environ.items() if name not in hidden} | changes


def _kontor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*KONTOR, arguments[0], "--data-dir", str(folder), *arguments[1:]]
    return subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until(question: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
