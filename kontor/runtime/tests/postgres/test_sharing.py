"""One server, several processes, and what kill -9 leaves behind (Q4)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from kontor.runtime.postgres.errors import DatabaseInUse
from kontor.runtime.postgres.supervisor import Supervisor

_HOLDER = """
import sys, time
from pathlib import Path
from kontor.runtime.postgres.supervisor import Supervisor
with Supervisor(Path(sys.argv[1]), durable=False).running():
    print("up", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def _holder(folder: Path, seconds: float = 60) -> subprocess.Popen[str]:
    """Another process that uses the server; returns once it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(folder), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "up\n"
    return process


def _answers(supervisor: Supervisor) -> bool:
    with supervisor.owner() as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def _finish(process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    process.send_signal(number)
    process.communicate()


def test_the_last_user_stops_the_server(supervisor):
    with supervisor.running():
        assert _answers(supervisor)
        assert supervisor.status().holders == (os.getpid(),)
    assert not supervisor.status().is_running


def test_a_second_process_shares_it_and_the_first_does_not_stop_it_under_the_second(supervisor, folder):
    with supervisor.running():
        other = _holder(folder)
        pid = supervisor.status().pid
        assert supervisor.status().holders == tuple(sorted((os.getpid(), other.pid)))
    assert supervisor.status().pid == pid
    assert _answers(supervisor)
    _finish(other, signal.SIGKILL)


def test_two_processes_starting_at_once_get_one_server(folder, supervisor):
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda seconds: _holder(folder, seconds), (60.0, 60.0))
    servers = [each for each in psutil.process_iter(["name"]) if each.info["name"] == "postgres"]
    here = {each.pid for each in servers if each.pid == supervisor.status().pid}
    assert len(here) == 1
    assert supervisor.status().holders == tuple(sorted((first.pid, second.pid)))
    _finish(first)
    assert _answers(supervisor)
    _finish(second)


def test_a_killed_user_is_no_longer_counted_and_its_server_is_taken_over(supervisor, folder):
    other = _holder(folder)
    pid = supervisor.status().pid
    _finish(other, signal.SIGKILL)
    assert supervisor.status().holders == ()
    with supervisor.running():
        assert supervisor.status().pid == pid
    assert not supervisor.status().is_running


def test_a_killed_server_is_started_again_with_everything_acknowledged(supervisor):
    with supervisor.running():
        with supervisor.owner() as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS figure")
        killed = supervisor.status().pid
        os.kill(killed, signal.SIGKILL)
        with supervisor.running(), supervisor.owner() as connection:
            assert connection.execute("SELECT figure FROM kept").fetchone() == (7,)
            assert supervisor.status().pid != killed


def test_a_pid_file_that_names_a_foreign_process_is_stale(supervisor):
    with supervisor.running():
        pass
    stale = supervisor.layout.cluster / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{supervisor.layout.cluster}\n0\n5432\n\n\n0 0\nready\n")
    assert not supervisor.status().is_running
    with supervisor.running():
        assert _answers(supervisor)


def test_a_kept_server_outlives_its_users_until_it_is_stopped(supervisor):
    supervisor.start()
    assert supervisor.status().is_kept
    with supervisor.running():
        pass
    assert supervisor.status().is_running
    supervisor.stop()
    assert not supervisor.status().is_running
    assert not supervisor.status().is_kept


def test_a_server_in_use_is_not_stopped(supervisor, folder):
    other = _holder(folder)
    with pytest.raises(DatabaseInUse) as refused:
        supervisor.stop()
    assert list(refused.value.holders) == [other.pid]
    assert _answers(supervisor)
    _finish(other)


def test_stopping_what_does_not_run_is_harmless(supervisor):
    supervisor.stop()
    assert supervisor.logs() == ""


def test_an_interrupted_start_leaves_no_server(supervisor, monkeypatch):
    def interrupted(self: Supervisor) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Supervisor, "_provision", interrupted)
    with pytest.raises(KeyboardInterrupt), supervisor.running():
        pass
    assert not supervisor.status().is_running
    monkeypatch.undo()
    with supervisor.running():
        assert _answers(supervisor)


def test_starting_again_is_quick(supervisor):
    with supervisor.running():
        pass
    began = time.monotonic()
    with supervisor.running():
        assert time.monotonic() - began < 3
