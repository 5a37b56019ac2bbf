"""What the environment says becomes settings."""

from __future__ import annotations

import json
import logging
import stat
import threading
from pathlib import Path

import pytest

from kontor.runtime.configuration import accounts, database, environment, installed, logs, secrets_file


def test_a_database_address_is_taken_apart():
    found = database.from_url("postgresql://kontor_app:p%40ss@db.example:6432/books?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "kontor_app",
        "p@ss",
        "db.example",
        "6432",
    )
    assert (found["NAME"], found["OPTIONS"]) == ("books", {"sslmode": "require"})


def test_a_socket_folder_is_a_host():
    found = database.from_url("postgresql://kontor_app@/books?host=/run/sockets&port=5433")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/sockets", "5433", {})


@pytest.mark.parametrize("url", ["mysql://a:secret@h/b", "postgresql://a:secret@h", "nonsense"])
def test_another_address_is_refused_without_repeating_its_password(url):
    with pytest.raises(ValueError, match="postgresql://user") as refused:
        database.from_url(url)
    assert "secret" not in str(refused.value)


def test_an_external_database_has_two_roles(monkeypatch, tmp_path):  # Q1
    monkeypatch.setenv("DATABASE_URL", "postgresql://kontor_app:a@h/b")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://kontor_owner:o@h/b")
    found = database.databases(tmp_path)
    assert (found["default"]["USER"], found["owner"]["USER"]) == ("kontor_app", "kontor_owner")
    assert found["default"]["OPTIONS"]["prepare_threshold"] == 0
    assert "pool" not in found["owner"]["OPTIONS"]


def test_a_pooler_without_prepared_statements_is_served(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://kontor_app:a@h/b")
    monkeypatch.setenv("DB_PREPARE", "off")
    assert database.databases(tmp_path)["default"]["OPTIONS"]["prepare_threshold"] is None


def test_redis_is_switched_on_by_its_address(monkeypatch):
    assert database.caches()["default"]["BACKEND"].endswith("LocalCache")
    monkeypatch.setenv("REDIS_URL", "redis://r:6379/0")
    assert database.caches()["default"] == {
        "BACKEND": "kontor.runtime.cache.SharedCache",
        "LOCATION": "redis://r:6379/0",
    }


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path):  # Q1
    first = secrets_file.ensure_secrets(tmp_path)
    assert secrets_file.ensure_secrets(tmp_path) == first
    assert len(set(first.values())) == 4
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_secrets_made_at_the_same_time_are_the_same(tmp_path):
    made: list[dict[str, str]] = []
    threads = [threading.Thread(target=lambda: made.append(secrets_file.ensure_secrets(tmp_path))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(made) == 8
    assert all(each == made[0] for each in made)


def test_a_broken_secrets_file_counts_as_none(tmp_path):
    (tmp_path / "secrets.json").write_text("{")
    assert secrets_file.read_secrets(tmp_path) == {}


def test_the_kept_key_signs_unless_one_is_given(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    kept = secrets_file.ensure_secrets(tmp_path)["secret_key"]
    assert environment.secret_key(tmp_path) == kept
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.secret_key(tmp_path) == "given"
    assert accounts.token_key("given") != "given"


def test_a_number_that_is_none_names_its_variable(monkeypatch):
    monkeypatch.setenv("DB_POOL_SIZE", "many")
    with pytest.raises(ValueError, match="DB_POOL_SIZE"):
        environment.number("DB_POOL_SIZE", 6)


def test_rooms_are_found_lower_floors_first(tmp_path):
    for room in ("tenancy", "apps/procurement", "engines/workflow", "engines/access", "documents"):
        (tmp_path / room).mkdir(parents=True)
        (tmp_path / room / "apps.py").touch()
    (tmp_path / "masterdata").mkdir()
    assert installed.rooms(tmp_path) == [
        "kontor.tenancy",
        "kontor.engines.access",
        "kontor.engines.workflow",
        "kontor.documents",
        "kontor.apps.procurement",
    ]


def test_json_log_lines_carry_facts_and_mask_secrets():  # Q1, Q4
    record = logging.makeLogRecord({"msg": "signed in %s", "args": ("amy",), "levelname": "INFO", "name": "kontor"})
    record.__dict__.update(seconds=0.5, refresh_token="abc", Authorization="Bearer x")
    line = json.loads(logs.JsonFormatter().format(record))
    assert (line["message"], line["seconds"], line["level"]) == ("signed in amy", 0.5, "info")
    assert line["refresh_token"] == line["Authorization"] == "***"


def test_json_log_lines_carry_the_traceback():
    try:
        raise RuntimeError("broken")
    except RuntimeError as problem:
        record = logging.makeLogRecord({"msg": "x", "exc_info": (type(problem), problem, problem.__traceback__)})
    assert "RuntimeError: broken" in json.loads(logs.JsonFormatter().format(record))["exception"]


def test_the_data_folder_is_absolute(monkeypatch):
    monkeypatch.setenv("DATA_DIR", "relative/place")
    assert environment.data_dir() == Path.cwd() / "relative" / "place"
