"""What goes into and comes out of numbering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from kontor.engines.numbering.pattern import Pattern, parse_pattern, period_of

Mode = Literal["legal", "fast"]
Reset = Literal["yearly", "monthly", "daily", "never"]
Reason = Literal["missing", "unused", "open"]

#: Scope key of a series that counts for the whole tenant; no part of a counter's key is ever null.
WHOLE_TENANT = "-"


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """What is numbered: one counter for each type, scope and period.

    ``scope_key`` tells counters apart that show the same pattern (company, branch, …); ``facts`` fill the pattern.
    """

    type_code: str
    pattern: str
    mode: Mode
    reset: Reset
    date: date
    scope_key: str = WHOLE_TENANT
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The period the date lies in."""
        return period_of(self.reset, self.date)

    @property
    def parsed(self) -> Pattern:
        """The pattern in parts."""
        return parse_pattern(self.pattern)


@dataclass(frozen=True, slots=True)
class Gap:
    """Running numbers ``first`` to ``last`` that no record carries, and why.

    ``reason``: ``missing`` – a legal number that was given and is on no record; ``unused`` – part of a block a process
    took and did not use (it ended, or the action was undone); ``open`` – the end of the newest
    block, perhaps still to come.
    """

    type_code: str
    scope_key: str
    period: str
    first: int
    last: int
    reason: Reason
    taken_by: str = ""
    taken_at: datetime | None = None
