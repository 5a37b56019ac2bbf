"""What access answers with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from kontor.kernel.text import Text

FieldRight = Literal["write", "read", "mask", "none"]
#: From most to least.
FIELD_RIGHTS: tuple[FieldRight, ...] = ("write", "read", "mask", "none")
MASK = "•••"


@dataclass(frozen=True, slots=True)
class Considered:
    """One grant that speaks about the permission: where it comes from, and whether it holds for the record.

    ``holds`` is None where no record was named and the grant depends on one. ``trace`` shows how a condition came out.
    """

    role: str
    role_label: Text
    effect: str
    pattern: str
    scope: str
    organisation_id: UUID | None
    holds: bool | None
    why: Text
    trace: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to “may I?”, with the sentence that explains it; ``grant`` is the one that decided, if any did."""

    allowed: bool
    permission: str
    reason: Text
    grant: Considered | None = None

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision with everything that was looked at, and which roles would allow what is refused."""

    decision: Decision
    considered: tuple[Considered, ...]
    roles: tuple[str, ...]
    would_allow: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role somebody holds: ``organisation_id`` None means the whole tenant."""

    id: UUID
    user_id: UUID
    role: str
    organisation_id: UUID | None
    valid_from: Any
    valid_to: Any


@dataclass(frozen=True, slots=True)
class FieldAccess:
    """What an actor may do with the fields of one type; fields not named are free."""

    type_code: str
    rights: Mapping[str, FieldRight] = field(default_factory=dict)

    def right(self, name: str) -> FieldRight:
        """The right on one field."""
        return self.rights.get(name, "write")

    def is_visible(self, name: str) -> bool:
        """Whether the true value may be seen – and therefore filtered, sorted and searched by."""
        return self.right(name) in ("write", "read")

    def is_writable(self, name: str) -> bool:
        """Whether the field may be set."""
        return self.right(name) == "write"

    def conceal(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values as the actor may see them: hidden ones left out, masked ones ``•••``, labels with them."""
        if not self.rights:
            return dict(values)
        shown: dict[str, Any] = {}
        for name, value in values.items():
            right = self.right(name.removesuffix("__label"))
            if right == "mask" and value is not None:
                shown[name] = MASK
            elif right != "none":
                shown[name] = value
        return shown

    def refused(self, names: Iterable[str]) -> list[str]:
        """Those of the fields the actor may not set."""
        return [name for name in names if not self.is_writable(name)]
