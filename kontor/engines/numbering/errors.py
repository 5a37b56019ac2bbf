"""Every way numbering refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class NumberPatternInvalid(DomainError):
    """The pattern cannot give numbers that are unique and readable; ``check`` is the id of the check it fails."""

    code: ClassVar = "NUMBER_PATTERN_INVALID"
    template: ClassVar = Text(en="Number pattern “{pattern}”: {reason}", zh_hant="編號格式「{pattern}」:{reason}")

    pattern: str
    check: str
    reason: Text


@dataclass(eq=False)
class NumberFactMissing(DomainError):
    """The pattern shows a field that is empty on this record."""

    code: ClassVar = "NUMBER_FACT_MISSING"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(
        en="A number cannot be given while “{field}” is empty", zh_hant="「{field}」尚未填寫,無法編號"
    )

    field: str
