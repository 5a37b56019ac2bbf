"""Every way access refuses, beside ``Forbidden``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class RoleUnknown(DomainError):
    """The tenant's configuration has no role of this code; ``suggestion`` is the nearest."""

    code: ClassVar = "ROLE_UNKNOWN"
    template: ClassVar = Text(
        en="There is no role “{role}”. Known: {known}", zh_hant="找不到角色「{role}」。可用角色:{known}"
    )

    role: str
    known: tuple[str, ...] = ()
    suggestion: str | None = None


@dataclass(eq=False)
class AssignmentInvalid(DomainError):
    """The days of an assignment are the wrong way round, or the user is no member."""

    code: ClassVar = "ROLE_ASSIGNMENT_INVALID"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(en="The role cannot be assigned: {reason}", zh_hant="無法指派角色:{reason}")

    reason: Text
