"""Running several processes as one: start, restart what dies, stop everything on Ctrl-C or TERM."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from kontor.kernel.errors import DomainError

logger = logging.getLogger(__name__)

STOP_SECONDS = 15.0
_LOOK_SECONDS = 0.2
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """What to run under which name; ``environment`` is added to ours."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Running:
    """A process and how it has fared: after each death the pause before the next start doubles."""

    spec: ProcessSpec
    process: subprocess.Popen[bytes] | None = None
    pause: float = _FIRST_PAUSE
    started: float = 0.0
    next_start: float = 0.0


class ProcessGroup:
    """Keeps the given processes running until told to stop."""

    def __init__(self, specs: Sequence[ProcessSpec]) -> None:
        self._members = [_Running(spec) for spec in specs]
        self._stopping = False

    def start(self, name: str | None = None) -> None:
        """Start the named process, or all that are not started yet.

        Each is in a process group of its own, so Ctrl-C reaches only us and we stop them in order.
        """
        for member in self._members:
            if member.process is None and name in (None, member.spec.name):
                self._start(member)

    def pids(self) -> dict[str, int]:
        """Process id by name, of those alive."""
        return {each.spec.name: each.process.pid for each in self._members if _is_alive(each.process)}  # type: ignore[union-attr]

    def is_alive(self, name: str) -> bool:
        """True while the named process runs."""
        return any(each.spec.name == name and _is_alive(each.process) for each in self._members)

    def stop_on_signals(self) -> None:
        """Ctrl-C and TERM end ``run``; a second one does not hurt."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_signal)

    def run(self, changed: Callable[[], None], look_after: Callable[[], None]) -> None:
        """Watch until a signal comes, starting again what dies.

        ``changed`` is called after each new start, ``look_after`` at every look, for what else must be kept alive.
        """
        while not self._stopping:
            time.sleep(_LOOK_SECONDS)
            try:
                look_after()
            except DomainError as problem:
                logger.error("%s", problem)
                time.sleep(_FIRST_PAUSE)
            if self._revive():
                changed()

    @property
    def is_stopping(self) -> bool:
        """True once a signal has come."""
        return self._stopping

    def stop(self) -> None:
        """Stop all in the reverse order of their start; kill what does not listen."""
        self._stopping = True
        for member in reversed(self._members):
            if _is_alive(member.process):
                member.process.terminate()  # type: ignore[union-attr]
        deadline = time.monotonic() + STOP_SECONDS
        for member in reversed(self._members):
            _wait_or_kill(member.process, deadline)

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, member: _Running) -> None:
        member.started = time.monotonic()
        member.process = subprocess.Popen(
            member.spec.command,
            stdin=subprocess.DEVNULL,
            env=os.environ | member.spec.environment,
            process_group=0,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def _revive(self) -> bool:
        """Start what has died, after its pause; True when something was started."""
        now, revived = time.monotonic(), False
        for member in self._members:
            if self._stopping or _is_alive(member.process):
                continue
            if member.next_start == 0.0:
                self._note_death(member, now)
            elif now >= member.next_start:
                member.next_start = 0.0
                self._start(member)
                revived = True
        return revived

    def _note_death(self, member: _Running, now: float) -> None:
        code = member.process.returncode if member.process else None
        if now - member.started > _LONGEST_PAUSE:
            member.pause = _FIRST_PAUSE
        logger.warning("%s ended with %s; starting it again in %.1f s", member.spec.name, code, member.pause)
        member.next_start = now + member.pause
        member.pause = min(member.pause * 2, _LONGEST_PAUSE)


def _is_alive(process: subprocess.Popen[bytes] | None) -> bool:
    return process is not None and process.poll() is None


def _wait_or_kill(process: subprocess.Popen[bytes] | None, deadline: float) -> None:
    """Wait for a polite end; then end the whole process group."""
    if process is None:
        return
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _end_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
