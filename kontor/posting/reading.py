"""Evaluating the expressions of a profile: each place says what it needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.kernel.expressions import Expression, evaluate, truthy
from kontor.kernel.text import Text
from kontor.posting.errors import PostingValueInvalid

_ID = Text(en="an id", zh_hant="識別碼")
_NUMBER = Text(en="a number", zh_hant="數字")
_DATE = Text(en="a date", zh_hant="日期")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads expressions of one part of a profile in one scope; ``place`` names the part in refusals."""

    profile: str
    place: str
    scope: Mapping[str, Any]

    def holds(self, when: Expression | None) -> bool:
        """Whether the part applies at all."""
        return when is None or truthy(evaluate(when, self.scope))

    def value(self, expression: Expression | None) -> Any:
        """Whatever the expression gives; None without one."""
        return None if expression is None else evaluate(expression, self.scope)

    def number(self, name: str, expression: Expression | None) -> Decimal:
        """A finite decimal; nothing counts as zero."""
        raw = self.value(expression)
        if raw is None:
            return Decimal(0)
        if isinstance(raw, int) and not isinstance(raw, bool):
            return Decimal(raw)
        if isinstance(raw, Decimal) and raw.is_finite():
            return raw
        raise self._refusal(name, raw, _NUMBER)

    def id(self, name: str, expression: Expression | None) -> UUID | None:
        """The id of a record, or None."""
        raw = self.value(expression)
        if raw is None or raw == "" or isinstance(raw, UUID):
            return raw or None
        found = as_id(raw)
        if found is None:
            raise self._refusal(name, raw, _ID)
        return found

    def date(self, name: str, expression: Expression | None) -> dt.date | None:
        """A business day, or None."""
        raw = self.value(expression)
        if raw is None or (isinstance(raw, dt.date) and not isinstance(raw, dt.datetime)):
            return raw
        if isinstance(raw, str):
            try:
                return dt.date.fromisoformat(raw)
            except ValueError:
                pass
        raise self._refusal(name, raw, _DATE)

    def text(self, expression: Expression | None) -> str:
        """Words; nothing is the empty text."""
        raw = self.value(expression)
        return "" if raw is None else str(raw)

    def _refusal(self, name: str, raw: Any, needed: Text) -> PostingValueInvalid:
        return PostingValueInvalid(self.profile, f"{self.place}.{name}", str(raw)[:100], needed)


def as_id(raw: Any) -> UUID | None:
    """A UUID written as text, or None when it is none."""
    if isinstance(raw, UUID):
        return raw
    try:
        return UUID(str(raw))
    except ValueError:
        return None
