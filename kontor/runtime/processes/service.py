"""One running service: its processes, its address, its record."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from kontor.runtime.errors import ProcessFailed
from kontor.runtime.processes import specs
from kontor.runtime.processes.group import ProcessGroup, ProcessSpec
from kontor.runtime.processes.record import Record

READY_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run where; ``processes`` among web, worker, live. Live updates listen on the next port."""

    host: str
    port: int
    processes: tuple[str, ...]
    workers: int | None = None

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host
        return f"http://{host}:{self.port}"

    @property
    def live_port(self) -> int:
        """Beside the web port, or the web port itself where live updates run alone."""
        return self.port + 1 if "web" in self.processes else self.port

    def specs(self) -> list[ProcessSpec]:
        """The command lines, in the order of starting."""
        makers: dict[str, Callable[[], ProcessSpec]] = {
            "web": lambda: specs.web(self.host, self.port, self.workers or specs.default_workers()),
            "worker": specs.worker,
            "live": lambda: specs.live(self.host, self.live_port),
        }
        return [makers[name]() for name in self.processes]


class Service:
    """The processes of a plan, running. The web process comes first: people wait for it, jobs can wait."""

    def __init__(self, plan: Plan, group: ProcessGroup, record: Record) -> None:
        self.plan, self._group, self._record = plan, group, record

    def start(self) -> None:
        """Start everything, and return when people can work.

        Raises:
            ProcessFailed: the web process died, or was not ready in time.
        """
        if "web" in self.plan.processes:
            self._group.start("web")
            self._record.update(self._group.pids())
            self._wait_until_ready()
        if not self._group.is_stopping:
            self._group.start()
            self._record.update(self._group.pids())

    @property
    def is_stopping(self) -> bool:
        """True once a signal has come."""
        return self._group.is_stopping

    def watch(self, revive_database: Callable[[], None]) -> None:
        """Stay until a signal comes; processes and the embedded database are started again when they die."""
        self._group.run(lambda: self._record.update(self._group.pids()), revive_database)

    def _wait_until_ready(self) -> None:
        """Return once the web process answers ``/ready`` well, or a signal came."""
        deadline = time.monotonic() + READY_SECONDS
        host = self.plan.host if self.plan.host not in {"0.0.0.0", "::"} else "127.0.0.1"
        while time.monotonic() < deadline and not self._group.is_stopping:
            if not self._group.is_alive("web"):
                raise ProcessFailed(name="web", reason="it ended at once")
            if _answers(f"http://{host}:{self.plan.port}/ready"):
                return
            time.sleep(0.1)
        if not self._group.is_stopping:
            raise ProcessFailed(name="web", reason=f"not ready after {READY_SECONDS:.0f} s")


def ensure_ports_free(plan: Plan) -> None:
    """Raise ``PortInUse`` before anything is started."""
    if "web" in plan.processes:
        specs.ensure_port_free(plan.host, plan.port)
    if "live" in plan.processes:
        specs.ensure_port_free(plan.host, plan.live_port)


@contextmanager
def running(data_dir: Path, plan: Plan) -> Iterator[Service]:
    """Run the plan's processes, ready, for the length of the block; nothing is left running after it."""
    os.environ["LIVE_PORT"] = str(plan.live_port) if "live" in plan.processes else ""
    group, record = ProcessGroup(plan.specs()), Record(data_dir, plan.address)
    group.stop_on_signals()
    try:
        service = Service(plan, group, record)
        service.start()
        yield service
    finally:
        group.stop()
        record.remove()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=10.0).status_code == 200
    except httpx.HTTPError:
        return False
