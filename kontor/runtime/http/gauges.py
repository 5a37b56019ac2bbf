"""Figures read from the database when somebody asks for metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection
from prometheus_client.core import CollectorRegistry, GaugeMetricFamily
from prometheus_client.registry import Collector

Rows = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure: a query whose rows are (label value…, figure)."""

    name: str
    help: str
    labels: tuple[str, ...]
    sql: str


READINGS = (
    Reading(
        "kontor_db_connections",
        "Connections to the database by state",
        ("state",),
        "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1",
    ),
    Reading(
        "kontor_db_size_bytes",
        "Size of the database",
        (),
        "SELECT pg_database_size(current_database())",
    ),
    Reading(
        "kontor_jobs",
        "Jobs by queue and status",
        ("queue", "status"),
        "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2",
    ),
    Reading(
        "kontor_jobs_oldest_waiting_seconds",
        "Age of the oldest job that could run now",
        (),
        "SELECT coalesce(extract(epoch FROM now() - min(e.at)), 0)::float8 FROM procrastinate_jobs j"
        " JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
        " WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()",
    ),
    Reading(
        "kontor_events_waiting",
        "Events a consumer has not handled yet, over all tenants",
        ("consumer",),
        "SELECT consumer, waiting FROM kontor_event_lag()",
    ),
    Reading(
        "kontor_event_lag_seconds",
        "Age of the oldest event a consumer has not handled yet",
        ("consumer",),
        "SELECT consumer, oldest_seconds FROM kontor_event_lag()",
    ),
    Reading(
        "kontor_event_dead_letters",
        "Events a consumer has given up on",
        ("consumer",),
        "SELECT consumer, dead_letters FROM kontor_event_lag()",
    ),
)


class DatabaseReadings(Collector):
    """Runs every reading; one that fails is left out and told by ``kontor_reading_failed``."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        failed = GaugeMetricFamily("kontor_reading_failed", "Readings that could not be taken", labels=["reading"])
        for reading in READINGS:
            rows = _read(reading.sql)
            failed.add_metric([reading.name], 0.0 if rows is not None else 1.0)
            if rows is not None:
                yield _family(reading, rows)
        yield failed


def registry() -> CollectorRegistry:
    """A registry with nothing but the database's figures."""
    found = CollectorRegistry()
    found.register(DatabaseReadings())
    return found


def _family(reading: Reading, rows: Rows) -> GaugeMetricFamily:
    family = GaugeMetricFamily(reading.name, reading.help, labels=list(reading.labels))
    for *labels, figure in rows:
        family.add_metric([str(each) for each in labels], float(str(figure)))
    return family


def _read(sql: str) -> Rows | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
    except DatabaseError:
        return None
