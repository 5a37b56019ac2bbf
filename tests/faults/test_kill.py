"""kill -9 in the middle of a hundred parallel postings: what was acknowledged stands, and both ledgers are proven.

P15, Q4: a posting that got no answer may be repeated with its key; in the end each was posted once. The web process
dies at 25 answers, PostgreSQL at 60.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from kontor.runtime.postgres.layout import socket_dir
from tests.faults.company import ADDRESS, PASSWORD

ROOT = Path(__file__).parents[2]
CLIENTS = 8
_OF_OTHERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATA_DIR", "SECRET_KEY", "KONTOR_PROCESS")
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in _OF_OTHERS},
    "KONTOR_DB_MEMORY": "32MB",
    "API_RATE_USER": "0",
    "API_RATE_ANONYMOUS": "0",
}


def _python(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=_ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass
class Service:
    """A running ``kontor serve`` and the receipts that wait in its database."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    receipts: list[str]
    stocked: int
    token: str = ""
    pids: dict[str, int] = field(default_factory=dict)

    def look(self) -> None:
        """Note which processes there are to kill."""
        state = json.loads(_python("-m", "kontor", "status", "--json", "--data-dir", str(self.folder)))
        self.pids = {"web": state["services"][0]["processes"]["web"], "database": state["database"]["pid"]}

    def call(self, method: str, path: str, **facts: Any) -> httpx.Response:
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers = {**signed, **facts.pop("headers", {})}
        address = f"http://127.0.0.1:{self.port}{path}"
        return httpx.request(method, address, headers=headers, timeout=30, **facts)

    def is_ready(self) -> bool:
        try:
            return self.call("GET", "/ready").status_code == 200
        except httpx.HTTPError:
            return False

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while not self.is_ready():
            assert self.process.poll() is None, "the service ended"
            assert time.monotonic() < deadline, "it did not come back"
            time.sleep(0.1)

    def sign_in(self) -> None:
        signed = self.call("POST", "/api/v1/auth/login", json={"email": ADDRESS, "password": PASSWORD}).json()
        self.token = signed["data"]["access_token"]

    def kill_web(self) -> None:
        """The granian parent and every worker below it, at once."""
        web = psutil.Process(self.pids["web"])
        for each in [web, *web.children(recursive=True)]:
            each.kill()

    def kill_database(self) -> None:
        """The postmaster; its children follow."""
        os.kill(self.pids["database"], signal.SIGKILL)


@dataclass
class Postings:
    """A hundred receipts on their way into the ledgers; whoever gets no answer asks again with the same key."""

    service: Service
    acknowledged: set[str] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def post(self, receipt: str) -> None:
        deadline = time.monotonic() + 90
        while not self._try(receipt):
            assert time.monotonic() < deadline, f"{receipt} was never answered"
            time.sleep(0.2)

    def _try(self, receipt: str) -> bool:
        path = f"/api/v1/documents/goods_receipt/{receipt}/actions/post"
        try:
            response = self.service.call("POST", path, json={}, headers={"Idempotency-Key": f"post-{receipt}"})
        except httpx.HTTPError as problem:
            self.unanswered.append(f"{type(problem).__name__}")
            return False
        if response.status_code != 200:
            assert response.status_code >= 500, response.text
            self.unanswered.append(response.json()["error"]["code"])
            return False
        assert response.json()["data"]["state"] == "posted"
        with self.changed:
            self.acknowledged.add(receipt)
            self.changed.notify_all()
        return True

    def wait_for(self, count: int) -> None:
        """Until so many are acknowledged."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.acknowledged) >= count, 90), f"{self.unanswered}"


@pytest.fixture
def service() -> Iterator[Service]:
    folder = Path(tempfile.mkdtemp(prefix="kontor-faults-")) / "data"
    facts = json.loads(_python("-m", "tests.faults.company", str(folder)).splitlines()[-1])
    port = _free_port()
    command = ["-m", "kontor", "serve", "--data-dir", str(folder), "--port", str(port), "--only", "web"]
    process = subprocess.Popen(
        [sys.executable, *command], env=_ENVIRONMENT, cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    running = Service(folder, port, process, facts["receipts"], facts["stocked"])
    try:
        running.wait_until_ready()
        running.sign_in()
        running.look()
        yield running
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(folder.parent)
        shutil.rmtree(socket_dir(folder), ignore_errors=True)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _states(service: Service) -> dict[str, str]:
    rows: dict[str, str] = {}
    for page in (1, 2):
        query = {"fields": "state", "page_size": 50, "page": page}
        reply = service.call("GET", "/api/v1/documents/goods_receipt", params=query).json()
        rows |= {row["id"]: row["state"] for row in reply["data"]}
    return rows


def _on_hand(service: Service) -> Decimal:
    reply = service.call("GET", "/api/v1/stock/balances", params={"page_size": 100}).json()
    assert reply["success"], reply
    return sum((Decimal(row["on_hand"]) for row in reply["data"]), Decimal(0))


@pytest.mark.timeout(240)
def test_no_acknowledged_posting_is_lost_and_both_ledgers_are_proven(service: Service) -> None:
    postings = Postings(service)
    with ThreadPoolExecutor(CLIENTS) as pool:
        waiting = [pool.submit(postings.post, each) for each in service.receipts]
        postings.wait_for(25)
        service.kill_web()
        postings.wait_for(60)
        assert postings.unanswered, "the kill hurt nobody"
        first_postmaster = service.pids["database"]
        service.kill_database()
        assert len(postings.acknowledged) < len(service.receipts), "nothing was left to post"
        for each in waiting:
            each.result()
    service.look()
    assert service.pids["database"] != first_postmaster

    # Nobody repeats an acknowledged posting: had one been lost, its receipt would still be a draft.
    states = _states(service)
    assert set(states) == set(service.receipts) == postings.acknowledged
    assert set(states.values()) == {"posted"}
    assert _on_hand(service) == service.stocked
    # Fails when a proof is broken.
    assert "holds" in _python("-m", "kontor", "prove", "--data-dir", str(service.folder))
