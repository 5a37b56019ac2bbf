"""How the rule engine refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class RuleBroken(DomainError):
    """A rule could not be evaluated; the change is refused rather than let through unchecked.

    The cause, an expression error, is chained; ``problem`` and ``place`` say what and where.
    """

    code: ClassVar = "RULE_BROKEN"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(
        en="Rule “{rule}” cannot be evaluated at {place}: {problem}",
        zh_hant="規則「{rule}」於 {place} 無法運算:{problem}",
    )

    rule: str
    place: str
    problem: Text
