"""``/health``, ``/ready``, ``/metrics``: what an operator and a load balancer see (Q4)."""

from __future__ import annotations

import os
import re
from functools import partial

import pytest
from django.db import DatabaseError, connections
from django.test import Client

from kontor.kernel.ids import new_id
from kontor.runtime.http import health, metrics, views
from kontor.runtime.http.health import Component, Finding, Status
from kontor.runtime.http.middleware import ActivePeople

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def http() -> Client:
    return Client(raise_request_exception=False)


def _broken(*arguments, **keywords):
    raise DatabaseError("the line is cut")


def test_every_component_tells_its_own_state(http):
    answer = http.get("/health")
    content = answer.json()
    assert answer.status_code == 200
    assert set(content["components"]) == {"database", "endpoints", "disk", "memory", "cache", "jobs", "client"}
    assert content["components"]["database"]["status"] == "ok"
    assert content["components"]["endpoints"] == {"status": "ok", "missing": [], "checked": 4}
    assert answer.headers["Cache-Control"] == "no-store"


def test_ready_means_migrated(http):
    answer = http.get("/ready")
    assert answer.status_code == 200
    assert answer.json()["components"]["tables"] == {"status": "ok", "missing": []}


def test_a_missing_migration_is_named(http, monkeypatch):
    from django.db.migrations.loader import MigrationLoader

    class Behind(MigrationLoader):
        def build_graph(self):
            super().build_graph()
            del self.applied_migrations["tenancy", "0001_initial"]

    monkeypatch.setattr("django.db.migrations.loader.MigrationLoader", Behind)
    answer = http.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["components"]["tables"]["missing"] == ["tenancy.0001_initial"]


def test_without_a_database_nobody_can_work(http, monkeypatch):
    monkeypatch.setattr(connections["default"], "cursor", _broken)
    for path in ("/health", "/ready"):
        answer = http.get(path)
        assert answer.status_code == 503
        assert answer.json()["components"]["database"]["reason"] == "the line is cut"


@pytest.mark.parametrize(
    ("states", "overall"),
    [
        ([(Status.OK, True), (Status.OK, False)], Status.OK),
        ([(Status.OK, True), (Status.FAILED, False)], Status.DEGRADED),
        ([(Status.DEGRADED, True), (Status.OK, False)], Status.DEGRADED),
        ([(Status.FAILED, True), (Status.OK, False)], Status.FAILED),
    ],
)
def test_only_what_matters_fails_the_whole(states, overall):
    components = tuple(
        Component(str(number), partial(Finding, status), matters) for number, (status, matters) in enumerate(states)
    )
    assert health.examine(components)[0] is overall


@pytest.mark.parametrize(("free", "status"), [(40, "failed"), (300, "degraded"), (5000, "ok")])
def test_a_full_disk_fails(free, status, monkeypatch):
    usage = type("Usage", (), {"free": free * health.MIB})
    monkeypatch.setattr("shutil.disk_usage", lambda folder: usage)
    assert health.disk().as_json() == {"status": status, "free_mib": free}


def test_a_cache_that_is_away_is_told_but_does_not_stop_the_work(monkeypatch):
    def away(*arguments):
        raise ConnectionError

    monkeypatch.setattr("kontor.runtime.http.health.cache.set", away)
    assert health.cache_memory().as_json() == {"status": "degraded", "reason": "ConnectionError"}


def test_without_a_worker_jobs_are_degraded():
    found = health.jobs().as_json()
    assert (found["status"], found["worker"]) == ("degraded", False)
    assert found["waiting"] >= 0


def test_an_endpoint_that_is_gone_fails_the_whole(http, monkeypatch):
    monkeypatch.setattr(health, "CRITICAL_PATHS", (*health.CRITICAL_PATHS, "/api/v1/no-such-thing"))
    answer = http.get("/health")
    assert answer.status_code == 503
    assert answer.json()["components"]["endpoints"]["missing"] == ["/api/v1/no-such-thing"]


def test_metrics_count_calls_by_endpoint_never_by_address(http):
    http.get("/api/v1/documents/requisition/0192f000-0000-7000-8000-000000000000")
    answer = http.get("/metrics")
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "0192f000" not in text
    assert re.search(r'kontor_http_requests_total\{endpoint="[^"]*documents[^"]*",method="GET",status="\d+"\} ', text)
    assert re.search(r'kontor_http_request_seconds_bucket\{endpoint="[^"]*documents', text)


def test_metrics_tell_what_the_database_knows(http):
    text = http.get("/metrics").content.decode()
    for figure in ("kontor_db_connections", "kontor_db_size_bytes", "kontor_jobs_oldest_waiting_seconds"):
        assert re.search(rf"^{figure}[ {{]", text, re.M), figure
    assert 'kontor_reading_failed{reading="kontor_jobs"} 0.0' in text
    assert 'kontor_reading_failed{reading="kontor_event_lag_seconds"} 0.0' in text
    assert not re.search(r"^kontor_reading_failed.* 1.0$", text, re.M)


def test_people_are_active_for_five_minutes():
    people, amy, ben = ActivePeople(), new_id(), new_id()
    assert [people.seen(amy, 0.0), people.seen(amy, 10.0), people.seen(ben, 200.0)] == [1, 1, 2]
    assert people.seen(ben, 311.0) == 1


def test_metrics_survive_a_database_that_is_away(http, monkeypatch):
    monkeypatch.setattr(connections["default"], "cursor", _broken)
    answer = http.get("/metrics")
    assert answer.status_code == 200
    assert 'kontor_reading_failed{reading="kontor_db_size_bytes"} 1.0' in answer.content.decode()


def test_states_of_dead_processes_are_forgotten_and_their_counts_kept(tmp_path):
    alive, dead = os.getpid(), 2**22 + 1
    for name in (f"gauge_livesum_{alive}.db", f"gauge_livesum_{dead}.db", f"counter_{dead}.db"):
        (tmp_path / name).touch()
    metrics.forget_dead_processes(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {f"gauge_livesum_{alive}.db", f"counter_{dead}.db"}


def test_metrics_ask_for_the_token_where_there_is_one(http, monkeypatch):  # Q1
    monkeypatch.setenv("METRICS_TOKEN", "open sesame")
    assert http.get("/metrics").status_code == 401
    assert http.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert http.get("/metrics", headers={"Authorization": "Bearer open sesame"}).status_code == 200


def test_cache_reads_are_counted():
    from django.core.cache import cache

    from kontor.runtime.http.metrics import CACHE_READS

    def count(result: str) -> float:
        return CACHE_READS.labels(result)._value.get()

    hits, misses = count("hit"), count("miss")
    cache.set("here", 1)
    assert (cache.get("here"), cache.get("nowhere", 7)) == (1, 7)
    assert (count("hit") - hits, count("miss") - misses) == (1, 1)


def test_every_reply_carries_the_headers_that_protect_the_browser(http):  # Q1
    headers = http.get("/health").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_an_unknown_address_gets_the_envelope_in_the_callers_language(http):
    answer = http.get("/nothing.txt", headers={"Accept-Language": "zh-TW,zh;q=0.9"})
    content = answer.json()
    assert (answer.status_code, content["success"], content["error"]["code"]) == (404, False, "NOT_FOUND")
    assert content["error"]["message"] == "此網址沒有任何內容。"


def test_a_failure_of_ours_gets_the_envelope_too(rf):
    answer = views.show_server_error(rf.get("/api/v1/x"))
    assert answer.status_code == 500
    assert b"INTERNAL_ERROR" in answer.content


def test_the_client_is_told_where_live_updates_are(http, monkeypatch):
    monkeypatch.setenv("LIVE_PORT", "8001")
    assert http.get("/runtime.json", headers={"host": "erp.example:8000"}).json() == {
        "live": "ws://erp.example:8001/live"
    }
    monkeypatch.setenv("LIVE_URL", "/live")
    assert http.get("/runtime.json").json() == {"live": "/live"}


def test_only_reading_is_allowed(http):
    assert http.post("/health").status_code == 405
