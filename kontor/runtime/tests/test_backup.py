"""What is saved comes back, and anything else is noticed (Q4)."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from kontor.kernel.progress import Silence
from kontor.runtime import installation
from kontor.runtime.backup import archive, bring_back, checksums, save, tools
from kontor.runtime.configuration.database import OWNER_ROLE
from kontor.runtime.errors import BackupUnusable, DatabaseToolFailed, RestoreDiffers, RestoreTargetNotEmpty
from kontor.runtime.postgres.provision import create_database
from kontor.runtime.postgres.supervisor import Supervisor
from kontor.testing import database as databases

pytestmark = pytest.mark.usefixtures("database")

ROWS = [(1, "螺栓 M8", "12.5000", "2026-11-20 08:00:00+00"), (2, "", "-0.0001", None)]


@pytest.fixture
def owner(database: databases.WorkerDatabase) -> Iterator[psycopg.Connection]:
    """The worker's database with a table of our own, put back as it was."""
    with psycopg.connect(database.url(OWNER_ROLE), autocommit=True) as connection:
        connection.execute("CREATE TABLE saved (id int PRIMARY KEY, name text, figure numeric(12, 4), at timestamptz)")
        connection.cursor().executemany("INSERT INTO saved VALUES (%s, %s, %s, %s)", ROWS)
        yield connection
        connection.execute("DROP TABLE IF EXISTS saved")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an uploaded file."""
    place = tmp_path / "data"
    (place / "files" / "ab").mkdir(parents=True)
    (place / "files" / "ab" / "photo").write_bytes(b"\x89PNG picture")
    return place


@pytest.fixture
def elsewhere(database: databases.WorkerDatabase, monkeypatch, tmp_path: Path) -> Iterator[str]:
    """An empty database that restoring goes to, in place of the worker's."""
    supervisor, name = Supervisor(databases.cluster_dir(), durable=False), f"{database.name}_b"
    with supervisor.admin() as admin:
        create_database(admin, name)
    monkeypatch.setattr(tools, "owner_settings", lambda: {**connections["owner"].settings_dict, "NAME": name})
    monkeypatch.setattr(installation, "migrate", lambda data_dir, report: False)
    yield name
    databases.drop(supervisor, name)


@pytest.fixture
def here(database: databases.WorkerDatabase, monkeypatch) -> None:
    """Saving reads the worker's database."""
    monkeypatch.setattr(tools, "owner_settings", lambda: connections["owner"].settings_dict)


def _connect(database: databases.WorkerDatabase, name: str) -> psycopg.Connection:
    return psycopg.connect(database.url(OWNER_ROLE).replace(database.name, name), autocommit=True)


@pytest.fixture
def saved(owner, folder, here, tmp_path) -> Path:
    target = tmp_path / "kontor.backup"
    save.save(folder, target, Silence())
    return target


def test_everything_comes_back(saved, elsewhere, database, tmp_path):
    restored = tmp_path / "restored"
    manifest = bring_back.restore(restored, saved, Silence(), replace=False)
    assert "public.saved" in {each.name for each in manifest.tables}
    with _connect(database, elsewhere) as connection:
        found = connection.execute("SELECT id, name, figure::text, at::text FROM saved ORDER BY id").fetchall()
        assert found[0][:3] == (1, "螺栓 M8", "12.5000")
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert owners == [(OWNER_ROLE,)]
        guarded = "SELECT count(*) FROM pg_class WHERE relforcerowsecurity"
        with psycopg.connect(database.url(OWNER_ROLE)) as original:
            assert connection.execute(guarded).fetchone() == original.execute(guarded).fetchone()
    assert (restored / "files" / "ab" / "photo").read_bytes() == b"\x89PNG picture"
    assert not list(restored.glob(".restore-*"))


def test_the_application_role_keeps_its_rights(saved, elsewhere, database, tmp_path):
    bring_back.restore(tmp_path / "restored", saved, Silence(), replace=False)
    with psycopg.connect(database.url().replace(database.name, elsewhere)) as application:
        assert application.execute("SELECT count(*) FROM saved").fetchone() == (2,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DROP TABLE saved")


def test_a_database_that_holds_something_is_not_replaced_unasked(saved, elsewhere, database, tmp_path):
    with _connect(database, elsewhere) as connection:
        connection.execute("CREATE TABLE precious AS SELECT 1 AS figure")
    with pytest.raises(RestoreTargetNotEmpty):
        bring_back.restore(tmp_path / "restored", saved, Silence(), replace=False)
    bring_back.restore(tmp_path / "restored", saved, Silence(), replace=True)
    with _connect(database, elsewhere) as connection:
        assert connection.execute("SELECT to_regclass('precious'), count(*) FROM saved").fetchone() == (None, 2)


def test_a_row_that_differs_is_noticed(saved, elsewhere, tmp_path, monkeypatch):
    original = checksums.table_states

    def tampered(connection):
        connection.execute("UPDATE saved SET figure = figure + 0.0001 WHERE id = 1")
        return original(connection)

    monkeypatch.setattr(checksums, "table_states", tampered)
    with pytest.raises(RestoreDiffers) as differs:
        bring_back.restore(tmp_path / "restored", saved, Silence(), replace=False)
    assert (differs.value.count, differs.value.first) == (1, "public.saved")


def test_saving_sees_one_moment(owner, folder, here, tmp_path, monkeypatch):
    """A row that arrives while the dump is made is in neither the dump nor the checksums."""
    original = tools.run

    def busy(name: str, *arguments: str) -> None:
        owner.execute("INSERT INTO saved VALUES (3, 'late', 1, NULL)")
        original(name, *arguments)

    monkeypatch.setattr(tools, "run", busy)
    manifest = save.save(folder, tmp_path / "b", Silence())
    assert {each.name: each.rows for each in manifest.tables}["public.saved"] == 2


def _rewrite(backup: Path, name: str, content: bytes | None) -> None:
    """Replace or remove one member of the archive."""
    with tarfile.open(backup) as tar:
        members = {each.name: tar.extractfile(each).read() for each in tar.getmembers()}
    members.pop(name, None)
    if content is not None:
        members[name] = content
    with tarfile.open(backup, "w") as tar:
        for each, data in members.items():
            head = tarfile.TarInfo(each)
            head.size = len(data)
            tar.addfile(head, io.BytesIO(data))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("database.dump", b"rubbish", "database.dump is damaged"),
        ("files/ab/photo", None, "files/ab/photo is damaged or missing"),
        ("manifest.json", None, "no manifest"),
        ("manifest.json", b"{", "cannot be read"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_changes(saved, elsewhere, tmp_path, name, content, reason):
    _rewrite(saved, name, content)
    with pytest.raises(BackupUnusable, match=reason):
        bring_back.restore(tmp_path / "restored", saved, Silence(), replace=True)


def test_a_backup_of_a_later_format_is_refused(saved, elsewhere, tmp_path):
    with tarfile.open(saved) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
    _rewrite(saved, "manifest.json", json.dumps({**manifest, "format": 99}).encode())
    with pytest.raises(BackupUnusable, match="format 99"):
        bring_back.restore(tmp_path / "restored", saved, Silence(), replace=True)


def test_something_else_is_not_a_backup(elsewhere, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    with pytest.raises(BackupUnusable):
        bring_back.restore(tmp_path / "restored", tmp_path / "letter.txt", Silence(), replace=True)


def test_a_backup_cannot_write_outside_its_folder(saved, elsewhere, tmp_path):  # Q1
    _rewrite(saved, "../../escaped", b"x")
    with pytest.raises(BackupUnusable):
        bring_back.restore(tmp_path / "restored", saved, Silence(), replace=True)
    assert not (tmp_path / "escaped").exists()


def test_a_failed_save_leaves_no_file(owner, folder, tmp_path, monkeypatch):
    settings = {**connections["owner"].settings_dict}
    monkeypatch.setattr(tools, "owner_settings", lambda: settings)
    original = tools.run

    def elsewhere(name: str, *arguments: str) -> None:
        original(name, *arguments, "--table=no_such_table")

    monkeypatch.setattr(tools, "run", elsewhere)
    with pytest.raises(DatabaseToolFailed, match="pg_dump"):
        save.save(folder, tmp_path / "b", Silence())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data"]


def test_a_backup_is_for_its_owners_eyes(saved):  # Q1
    assert saved.stat().st_mode & 0o077 == 0


def test_checksums_do_not_depend_on_the_order_of_rows(owner):
    def state() -> checksums.TableState:
        return next(each for each in checksums.table_states(owner) if each.name == "public.saved")

    before = state()
    owner.execute("CREATE TEMP TABLE turned AS SELECT * FROM saved ORDER BY id DESC")
    owner.execute("TRUNCATE saved")
    owner.execute("INSERT INTO saved SELECT * FROM turned")
    assert state() == before
    owner.execute("UPDATE saved SET name = 'x' WHERE id = 2")
    assert state() != before


def test_manifests_read_back_what_they_wrote(tmp_path):
    manifest = archive.Manifest(
        archive.FORMAT,
        "0.1.0",
        "2026-11-20T00:00:00+00:00",
        "abc",
        [checksums.TableState("public.t", 3, str(UUID(int=5).int))],
        [archive.StoredFile("files/a", 1, "00")],
    )
    assert archive.Manifest.parse(manifest.as_bytes(), tmp_path) == manifest


def test_tables_of_any_name_are_counted(owner):
    owner.execute(sql.SQL("CREATE TABLE {} AS SELECT 1 AS kontor_row").format(sql.Identifier('odd "name"; --')))
    try:
        assert 'public.odd "name"; --' in {each.name for each in checksums.table_states(owner)}
    finally:
        owner.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier('odd "name"; --')))
