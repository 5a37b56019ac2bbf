"""Folders and machines that a server cannot run on: each is answered by an error that says what to do (Q4)."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.runtime.postgres import folder as folders
from kontor.runtime.postgres.errors import (
    DatabaseDamaged,
    DatabaseDiskFull,
    DatabaseFolderUnusable,
    DatabaseForeignFolder,
    DatabaseUserMissing,
    DatabaseWrongVersion,
)
from kontor.runtime.postgres.layout import Layout, socket_dir
from kontor.runtime.postgres.osuser import server_user
from kontor.runtime.postgres.supervisor import Supervisor

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change users and mount folders")


def _start(supervisor: Supervisor) -> None:
    with supervisor.running():
        pass


def _refused(kind: type[Exception], supervisor: Supervisor) -> Any:
    with pytest.raises(kind) as refused:
        _start(supervisor)
    assert not supervisor.status().is_running
    return refused.value


def test_a_folder_of_another_version_is_refused_untouched(supervisor):
    _start(supervisor)
    (supervisor.layout.cluster / "PG_VERSION").write_text("15\n")
    problem = _refused(DatabaseWrongVersion, supervisor)
    assert (problem.found, problem.expected) == ("15", "18")
    assert "PostgreSQL 15" in problem.message("en")
    assert "備份" in problem.message("zh-Hant")


def test_a_folder_with_other_files_is_refused_untouched(supervisor):
    supervisor.layout.cluster.mkdir(parents=True)
    (supervisor.layout.cluster / "holiday.jpg").write_text("a picture")
    problem = _refused(DatabaseForeignFolder, supervisor)
    assert problem.example == "holiday.jpg"
    assert (supervisor.layout.cluster / "holiday.jpg").read_text() == "a picture"


def test_a_missing_part_is_named(supervisor):
    _start(supervisor)
    shutil.rmtree(supervisor.layout.cluster / "pg_wal")
    assert "pg_wal" in _refused(DatabaseDamaged, supervisor).reason


def test_a_broken_control_file_is_called_damage(supervisor):
    _start(supervisor)
    (supervisor.layout.cluster / "global" / "pg_control").write_bytes(b"\0" * 8192)
    _refused(DatabaseDamaged, supervisor)


def test_a_lost_log_is_called_damage(supervisor):
    _start(supervisor)
    for segment in (supervisor.layout.cluster / "pg_wal").glob("0*"):
        segment.unlink()
    _refused(DatabaseDamaged, supervisor)


def test_too_little_space_is_told_before_anything_is_made(supervisor, monkeypatch):
    monkeypatch.setattr(folders, "free_mib", lambda path: 3)
    problem = _refused(DatabaseDiskFull, supervisor)
    assert problem.free_mib == 3
    assert not supervisor.layout.cluster.exists()


def test_a_file_in_place_of_the_folder_is_refused(folder):
    folder.write_text("not a folder")
    with pytest.raises(DatabaseFolderUnusable):
        _start(Supervisor(folder, durable=False))


def test_a_socket_folder_of_somebody_else_is_not_used(supervisor):
    place = supervisor.layout.sockets
    target = Path(tempfile.mkdtemp())
    place.symlink_to(target)
    try:
        _refused(DatabaseFolderUnusable, supervisor)
    finally:
        place.unlink()
        target.rmdir()


def test_socket_paths_are_short_however_deep_the_folder():
    deep = Path("/srv") / ("x" * 90) / ("y" * 90)
    assert len(str(socket_dir(deep) / ".s.PGSQL.5432")) < 100


def test_every_folder_has_its_own_socket():
    assert Layout.of(Path("/srv/a")).sockets != Layout.of(Path("/srv/b")).sockets


@needs_root
def test_root_runs_the_server_as_somebody_else_and_leaves_parents_closed(supervisor, folder):
    with supervisor.running():
        pid = supervisor.status().pid
        owner = Path(f"/proc/{pid}").stat().st_uid
        assert owner == server_user(folder).uid != 0
        assert supervisor.layout.cluster.stat().st_uid == owner
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert folder.parent.stat().st_uid == 0


@needs_root
def test_root_without_another_user_is_told_which(folder, monkeypatch):
    monkeypatch.setenv("KONTOR_DB_USER", "no-such-user")
    with pytest.raises(DatabaseUserMissing, match="no-such-user"):
        Supervisor(folder, durable=False)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 150 MiB."""
    place = Path(tempfile.mkdtemp(prefix="kontor-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=150m", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        place.rmdir()
        pytest.fail("root may not mount a small disk here; the full-disk tests cannot run")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
    place.rmdir()


@needs_root
def test_a_disk_that_fills_up_is_told_and_nothing_acknowledged_is_lost(small_disk):
    supervisor = Supervisor(small_disk / "data", durable=False)
    with supervisor.running(), supervisor.owner() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS figure")
    filler = small_disk / "filler"
    with filler.open("wb") as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(b"\0" * 65536)
            file.flush()
    problem = _refused(DatabaseDiskFull, supervisor)
    assert "full" in problem.message("en")
    filler.unlink()
    with supervisor.running(), supervisor.owner() as connection:
        assert connection.execute("SELECT figure FROM kept").fetchone() == (7,)
    shutil.rmtree(supervisor.layout.sockets, ignore_errors=True)


_AS_NOBODY = """
import os, sys
from pathlib import Path
from kontor.runtime.postgres import binaries, supervisor
from kontor.runtime.postgres.osuser import ServerUser

folder, uid, gid = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
# The checkout may be closed to others: what an ordinary user would have installed is reached before we become one.
programs = binaries.bin_for(ServerUser(uid, gid, is_other=True))
binaries.wheel_bin = lambda: programs
os.setgroups([])
os.setresgid(gid, gid, gid)
os.setresuid(uid, uid, uid)
with supervisor.Supervisor(folder, durable=False).running() as server:
    with server.owner() as connection:
        print(os.geteuid(), connection.execute("SELECT current_user").fetchone()[0])
        print(Path(f"/proc/{server.status().pid}").stat().st_uid)
"""


@needs_root
def test_an_ordinary_user_runs_the_server_as_themselves():
    place, nobody = Path(tempfile.mkdtemp(prefix="kontor-nobody-")), pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    try:
        command = [sys.executable, "-c", _AS_NOBODY, str(place / "data"), str(nobody.pw_uid), str(nobody.pw_gid)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.stdout.split() == [str(nobody.pw_uid), "kontor_owner", str(nobody.pw_uid)], result.stderr
    finally:
        shutil.rmtree(place)
