"""Which records of a list an actor may see: allows joined by OR, minus denies – the SQL twin of ``decide`` (P5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kontor.engines.access.grants import HeldGrant
from kontor.kernel.expressions import Sql, SqlScope


@dataclass(frozen=True, slots=True)
class RowCondition:
    """A condition on rows, made of the grants an actor holds for one permission. Default closed."""

    allows: tuple[HeldGrant, ...] = ()
    denies: tuple[HeldGrant, ...] = ()
    is_unrestricted: bool = False

    @property
    def is_everything(self) -> bool:
        """True when no row is ruled out."""
        return self.is_unrestricted or (not self.denies and any(each.covers_everything for each in self.allows))

    @property
    def is_nothing(self) -> bool:
        """True when no row can pass."""
        if self.is_unrestricted:
            return False
        return not self.allows or any(each.covers_everything for each in self.denies)

    def holds(self, record: Mapping[str, Any]) -> bool:
        """Whether one record passes."""
        if self.is_unrestricted:
            return True
        return any(each.holds(record) for each in self.allows) and not any(each.holds(record) for each in self.denies)

    def to_sql(self, scope: SqlScope) -> Sql:
        """The condition for WHERE, over a list's scope (``organisation``, ``created_by``, fields, ``state``)."""
        if self.is_everything:
            return Sql("TRUE")
        if self.is_nothing:
            return Sql("FALSE")
        allowed = [each.to_sql(scope) for each in self.allows]
        denied = [each.to_sql(scope) for each in self.denies]
        text = "(" + " OR ".join(f"({each.text})" for each in allowed) + ")"
        text += "".join(f" AND ({each.text}) IS NOT TRUE" for each in denied)
        return Sql(text, tuple(p for each in (*allowed, *denied) for p in each.params))


EVERYTHING = RowCondition(is_unrestricted=True)
NOTHING = RowCondition()
