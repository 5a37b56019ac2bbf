"""Showing how far a long set-up is: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class SetupProgress:
    """One stage after the other; ``start`` ends the stage before. Satisfies ``kernel.progress.Progress``."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Progress(
            SpinnerColumn(finished_text="[green]✓[/green]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[note]}[/dim]"),
            console=console,
        )
        self._task: TaskID | None = None
        self._label, self._done, self._total = "", 0, 1
        self._started, self._told = 0.0, 0.0

    def __enter__(self) -> SetupProgress:
        if self._console.is_terminal:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        if self._console.is_terminal:
            self._bars.stop()

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps; None or 1 for one whose length is unknown."""
        self._finish()
        self._label, self._done, self._total = label, 0, total or 1
        self._started = self._told = time.monotonic()
        if self._console.is_terminal:
            self._task = self._bars.add_task(label, total=self._total, note="")
        else:
            self._console.print(f"… {label}")

    def advance(self, count: int = 1) -> None:
        """``count`` steps of the stage are done."""
        self._done += count
        if self._task is not None:
            self._bars.advance(self._task, count)
        elif time.monotonic() - self._told > 5:
            self._told = time.monotonic()
            self._console.print(f"  {self._label}: {self._done}/{self._total}")

    def note(self, line: str) -> None:
        """A word about what is being done just now."""
        if self._task is not None:
            self._bars.update(self._task, note=line[:60])

    def _finish(self) -> None:
        if not self._label:
            return
        if self._task is not None:
            self._bars.update(self._task, completed=self._total, note="")
            self._task = None
        else:
            self._console.print(f"✓ {self._label} ({time.monotonic() - self._started:.1f} s)")
        self._label = ""
