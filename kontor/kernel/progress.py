"""How long-running work tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A listener: a terminal, a job's row, or nobody."""

    def start(self, label: str, total: int | None = None) -> None:
        """A new stage begins; it has ``total`` steps where that is known."""

    def advance(self, count: int = 1) -> None:
        """``count`` more steps of the stage are done."""

    def note(self, line: str) -> None:
        """A word about what is being done just now."""


class Silence:
    """Nobody listens."""

    def start(self, label: str, total: int | None = None) -> None:
        """Ignored."""

    def advance(self, count: int = 1) -> None:
        """Ignored."""

    def note(self, line: str) -> None:
        """Ignored."""
