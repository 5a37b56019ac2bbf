"""Sending hints from a web or worker process, beside the requests and never in their way."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from django.conf import settings

from kontor.kernel.live import Change
from kontor.runtime.live.messages import CHANNEL, pack

logger = logging.getLogger(__name__)

_GATHER_SECONDS = 0.05
_WAITING_LIMIT = 10_000
_RETRY_SECONDS = 2.0

Send = Callable[[str], Any]


class Publisher:
    """A thread with a connection of its own. NOTIFY inside business transactions would make commits wait in line."""

    def __init__(self, connect: Callable[[], Send]) -> None:
        self._connect = connect
        self._waiting: queue.Queue[Sequence[Change]] = queue.Queue(_WAITING_LIMIT)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def __call__(self, changes: Sequence[Change]) -> None:
        """Take hints along; when too many wait they are dropped, because they are only hints."""
        self._ensure_thread()
        try:
            self._waiting.put_nowait(changes)
        except queue.Full:
            logger.warning("live updates dropped: too many are waiting")

    def _ensure_thread(self) -> None:
        """Started at first use, so that it lives in the process that serves and not in the one that forked it."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        send: Send | None = None
        while True:
            batch = self._gather()
            try:
                send = send or self._connect()
                for message in pack(batch):
                    send(message)
            except Exception as problem:  # a hint may be lost, the thread must live
                logger.warning("live updates not sent: %s", problem)
                send = None
                time.sleep(_RETRY_SECONDS)

    def _gather(self) -> list[Change]:
        batch = list(self._waiting.get())
        time.sleep(_GATHER_SECONDS)
        while not self._waiting.empty():
            batch.extend(self._waiting.get())
        return batch


def publisher() -> Publisher:
    """Over Redis when REDIS_URL is set, else over PostgreSQL."""
    return Publisher(_redis if settings.REDIS_URL else _postgres)


def _postgres() -> Send:
    from django.db import connections

    params = connections["default"].get_connection_params()
    connection = psycopg.connect(**{**params, "autocommit": True, "cursor_factory": psycopg.Cursor})
    return lambda message: connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, message))


def _redis() -> Send:
    from redis import Redis

    client = Redis.from_url(settings.REDIS_URL)
    return lambda message: client.publish(CHANNEL, message)
