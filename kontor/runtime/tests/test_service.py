"""The whole service from the outside: started, looked at, hurt, stopped; nothing is left running (Q4)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from kontor.runtime.postgres.layout import socket_dir

KONTOR = [sys.executable, "-m", "kontor"]
_ENVIRONMENT_OF_OTHERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATA_DIR", "SECRET_KEY", "KONTOR_PROCESS")


def _environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _ENVIRONMENT_OF_OTHERS}
    return {**kept, "KONTOR_DB_MEMORY": "32MB", **changes}


def _kontor(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*KONTOR, *arguments], env=_environment(), capture_output=True, text=True, check=False)


def _free_port() -> int:
    """A port whose neighbour is free too: live updates listen there."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def _until(question: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@dataclass
class Running:
    """One ``kontor serve`` on an embedded database."""

    folder: Path
    port: int
    process: subprocess.Popen[str]

    def state(self) -> dict:
        return json.loads(_kontor("status", "--json", "--data-dir", str(self.folder)).stdout)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def _serve(folder: Path, *options: str) -> Running:
    port = _free_port()
    command = [*KONTOR, "serve", "--data-dir", str(folder), "--port", str(port), "--workers", "1", *options]
    process = subprocess.Popen(
        command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    running = Running(folder, port, process)
    try:
        _until(lambda: process.poll() is not None or running.is_ready())
        assert process.poll() is None, process.stdout and process.stdout.read()
    except AssertionError:
        process.kill()
        raise
    return running


@pytest.fixture(scope="module")
def migrated() -> Iterator[Path]:
    """A data folder with its tables made, to copy from."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-service-")) / "data"
    made = _kontor("migrate", "--data-dir", str(folder))
    assert made.returncode == 0, made.stderr
    yield folder
    shutil.rmtree(folder.parent)


@pytest.fixture
def folder(migrated: Path) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="kontor-service-")) / "data"
    subprocess.run(["cp", "-a", str(migrated), str(place)], check=True)
    yield place
    shutil.rmtree(place.parent)
    shutil.rmtree(socket_dir(place), ignore_errors=True)


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    started = _serve(folder)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
    started.process.communicate(timeout=40)


def test_it_serves_tells_its_state_and_stops_without_leaving_anything(running):
    state = running.state()
    assert state["is_serving"]
    assert state["database"]["is_running"]
    assert set(state["services"][0]["processes"]) == {"web", "worker", "live"}
    _until(lambda: running.state()["services"][0]["health"]["components"]["jobs"]["status"] == "ok")
    assert httpx.get(f"http://127.0.0.1:{running.port + 1}/health").json()["status"] == "ok"
    assert httpx.get(f"http://127.0.0.1:{running.port}/runtime.json").json() == {
        "live": f"ws://127.0.0.1:{running.port + 1}/live"
    }

    family = running.family()
    assert all(each.memory_info().rss < 256 * 1024**2 for each in family)  # the worker's limit, and the others keep it
    running.process.send_signal(signal.SIGTERM)
    running.process.communicate(timeout=40)
    assert running.process.returncode == 0
    assert not psutil.wait_procs(family, timeout=5)[1]
    after = running.state()
    assert (after["is_serving"], after["database"]["is_running"], after["services"]) == (False, False, [])


@pytest.mark.slow
def test_ctrl_c_stops_it_too(running):
    family = running.family()
    os.killpg(running.process.pid, signal.SIGINT)
    running.process.communicate(timeout=40)
    assert running.process.returncode == 0
    assert not psutil.wait_procs(family, timeout=5)[1]


def test_parts_that_are_killed_are_started_again(running):
    database = running.state()["database"]["pid"]
    os.kill(database, signal.SIGKILL)
    _until(lambda: running.state()["database"].get("pid") not in {None, database})
    _until(running.is_ready)

    before = running.state()["services"][0]["processes"]
    os.kill(before["worker"], signal.SIGKILL)
    web = psutil.Process(before["web"])
    for each in web.children(recursive=True):
        each.kill()
    _until(lambda: running.state()["services"][0]["processes"].get("worker") not in {None, before["worker"]})
    _until(running.is_ready)


@pytest.mark.slow
def test_killed_itself_it_takes_its_parts_along_and_the_next_start_takes_over(running, folder):
    family = running.family()
    running.process.kill()
    running.process.communicate()
    assert not psutil.wait_procs(family, timeout=20)[1]
    assert running.state()["services"] == []
    again = _serve(folder, "--only", "web")
    again.process.terminate()
    again.process.communicate(timeout=40)
    assert not running.state()["database"]["is_running"]


def test_starting_again_migrates_nothing(folder):
    migrated = _kontor("migrate", "--data-dir", str(folder))
    assert "up to date" in migrated.stdout


def test_a_taken_port_is_told_before_anything_starts(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = _kontor("serve", "--data-dir", str(folder), "--port", str(port))
    assert refused.returncode == 1
    assert "PORT_IN_USE" in refused.stderr
    assert str(port) in refused.stderr


@pytest.mark.slow
def test_two_services_share_one_database(running, folder):
    second = _serve(folder, "--only", "web")
    assert len(running.state()["services"]) == 2
    running.process.terminate()
    running.process.communicate(timeout=40)
    assert second.is_ready()
    second.process.terminate()
    second.process.communicate(timeout=40)


def test_refusals_are_said_in_the_language_of_the_terminal(folder):
    (folder / "postgres" / "PG_VERSION").write_text("14\n")
    for language, words in (("en", "was made by PostgreSQL 14"), ("zh_TW.UTF-8", "由 PostgreSQL 14 建立")):
        refused = subprocess.run(
            [*KONTOR, "migrate", "--data-dir", str(folder)],
            env=_environment(KONTOR_LANGUAGE=language),
            capture_output=True,
            text=True,
            check=False,
        )
        assert refused.returncode == 1
        assert words in refused.stderr


def test_db_commands_start_keep_tell_and_stop(folder):
    assert _kontor("db", "start", "--data-dir", str(folder)).returncode == 0
    told = json.loads(_kontor("db", "status", "--json", "--data-dir", str(folder)).stdout)
    assert told["is_running"] and told["is_kept"]
    assert "ready to accept connections" in _kontor("db", "logs", "--data-dir", str(folder)).stdout
    assert _kontor("db", "stop", "--data-dir", str(folder)).returncode == 0
    assert _kontor("db", "status", "--data-dir", str(folder)).returncode == 3
    assert _kontor("status", "--data-dir", str(folder)).returncode == 3


def test_an_external_database_is_not_managed():
    refused = subprocess.run(
        [*KONTOR, "db", "status"],
        env=_environment(DATABASE_URL="postgresql://a:b@h/c"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "NO_EMBEDDED_DATABASE" in refused.stderr


def test_django_commands_pass_through(folder):
    shown = subprocess.run(
        [*KONTOR, "manage", "showmigrations", "--database", "owner", "tenancy"],
        env=_environment(DATA_DIR=str(folder)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "[X] 0001_initial" in shown.stdout
