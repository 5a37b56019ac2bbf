"""``kontor demo``: set up once, begun anew when interrupted, sign-ins always shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from io import StringIO
from pathlib import Path

import httpx
import psutil
import pytest
from rich.console import Console

from kontor.runtime import installation
from kontor.runtime.cli import demo
from kontor.runtime.cli.progress import SetupProgress
from kontor.runtime.postgres.layout import socket_dir
from kontor.runtime.tests.test_service import _environment, _free_port

IMPORTS = "kontor.runtime.cli.demo.import_module"
PEOPLE = [{"name": "林志明 Lin", "role": "Engineer 工程師", "email": "lin@kunyue.example", "password": "one-for-all"}]


@pytest.fixture
def progress() -> SetupProgress:
    return SetupProgress(Console(file=StringIO()))


@pytest.fixture
def builds(monkeypatch) -> list[str]:
    """What happened, in order; building returns the people."""
    happened: list[str] = []

    class App:
        @staticmethod
        def build(progress) -> list[dict]:
            happened.append("build")
            return PEOPLE

    monkeypatch.setattr(IMPORTS, lambda name: App)
    monkeypatch.setattr(installation, "setup_django", lambda: None)
    monkeypatch.setattr(installation, "migrate", lambda folder, report: happened.append("migrate"))
    monkeypatch.setattr(installation, "recreate_database", lambda folder: happened.append("recreate"))
    return happened


def test_the_company_is_built_once_and_its_people_are_kept(tmp_path, progress, builds):
    assert demo.set_up(tmp_path, progress) == PEOPLE
    assert demo.set_up(tmp_path, progress) == PEOPLE
    assert builds == ["migrate", "build", "migrate"]
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600  # Q1


def test_an_interrupted_set_up_is_begun_anew_on_an_empty_database(tmp_path, progress, builds, monkeypatch):
    class Interrupted:
        @staticmethod
        def build(progress) -> None:
            raise KeyboardInterrupt

    with monkeypatch.context() as interrupted, pytest.raises(KeyboardInterrupt):
        interrupted.setattr(IMPORTS, lambda name: Interrupted)
        demo.set_up(tmp_path, progress)
    assert demo.set_up(tmp_path, progress) == PEOPLE
    assert builds == ["migrate", "recreate", "migrate", "build"]


def test_sign_ins_are_shown_in_full_on_a_narrow_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    demo.show_sign_ins(Console(width=40), "http://localhost:8000", PEOPLE)
    shown = capsys.readouterr().out
    for words in ("lin@kunyue.example", "林志明 Lin", "Engineer 工程師", "one-for-all", "http://localhost:8000"):
        assert words in shown


def test_different_passwords_stand_beside_their_people(capsys):
    demo.show_sign_ins(Console(), "http://localhost:8000", [*PEOPLE, {**PEOPLE[0], "password": "another"}])
    shown = capsys.readouterr().out
    assert "one-for-all" in shown and "another" in shown


def test_progress_tells_stages_counts_and_times_without_a_terminal(monkeypatch):
    told = StringIO()
    with SetupProgress(Console(file=told)) as progress:
        progress.start("Suppliers", 10)
        monkeypatch.setattr("kontor.runtime.cli.progress.time.monotonic", lambda base=progress._told: base + 6)
        progress.advance(4)
        progress.note("Acme")
    assert "… Suppliers" in told.getvalue()
    assert "Suppliers: 4/10" in told.getvalue()
    assert re.search(r"✓ Suppliers \(\d+\.\d s\)", told.getvalue())


def test_progress_shows_bars_on_a_terminal():
    told = StringIO()
    with SetupProgress(Console(file=told, force_terminal=True, width=100)) as progress:
        progress.start("Suppliers", 10)
        progress.advance(10)
        progress.note("Acme")
    assert "10/10" in told.getvalue()


def _demo(folder: Path, port: int) -> tuple[subprocess.Popen[str], list[str]]:
    """The demo, running; what it says arrives in the list."""
    command = [sys.executable, "-m", "kontor", "demo", "--data-dir", str(folder), "--port", str(port)]
    process = subprocess.Popen(
        command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    said: list[str] = []
    ready = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        with process.stdout as stream:
            for line in stream:
                said.append(line)
                if "Ctrl-C" in line:
                    ready.set()
        ready.set()

    threading.Thread(target=listen, daemon=True).start()
    assert ready.wait(240), "".join(said)
    assert process.poll() is None, "".join(said)
    return process, said


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_newcomer_signs_in_with_what_the_demo_prints():  # R1
    folder, port = Path(tempfile.mkdtemp(prefix="kontor-demo-")) / "data", _free_port()
    try:
        process, said = _demo(folder, port)
        text = "".join(said)
        password = re.search(r"共用密碼\s+(\S+)", text)
        people = re.findall(r"^(\S+@\S+)", text, re.M)
        assert password and len(people) >= 5, text
        for each in people:
            answer = httpx.post(
                f"http://127.0.0.1:{port}/api/v1/auth/login", json={"email": each, "password": password[1]}, timeout=30
            )
            assert answer.status_code == 200, answer.text
        family = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(40) == 0
        assert not psutil.wait_procs(family, timeout=5)[1]

        again, said = _demo(folder, port)
        assert password[1] in "".join(said)
        os.killpg(again.pid, signal.SIGINT)
        assert again.wait(40) == 0
        state = subprocess.run(
            [sys.executable, "-m", "kontor", "status", "--json", "--data-dir", str(folder)],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert json.loads(state.stdout)["database"]["is_running"] is False
    finally:
        shutil.rmtree(socket_dir(folder), ignore_errors=True)
        shutil.rmtree(folder.parent, ignore_errors=True)
