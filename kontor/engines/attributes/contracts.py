"""What goes in and out of the attribute engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from kontor.kernel.errors import FieldProblem
from kontor.kernel.rounding import RoundingPolicy

Inside = Literal["top", "line", "inputs"]
"""Where the record stands in the scope of its expressions: at the top, under ``line``, or under ``inputs``."""

Values = dict[str, Any]
"""Field → Python value; None where the field is empty."""

Fetch = Callable[[str, Collection[UUID | str], Collection[str]], Mapping[UUID | str, Mapping[str, Any]]]
"""``fetch(entity, ids_or_keys, fields)`` → values by id or key, in one query."""


@dataclass(frozen=True, slots=True)
class ParsedValues:
    """Typed values of the fields that were given or defaulted, and everything wrong with them."""

    values: Values
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Rounding:
    """Who rounds: the tenant's policy with the currency, organisation code and type at hand."""

    policy: RoundingPolicy = field(default_factory=RoundingPolicy)
    currency: str = "USD"
    organisation: str | None = None
    document_type: str | None = None


@dataclass(frozen=True, slots=True)
class IndexedRecord:
    """A record whose filterable, sortable and unique values go into ``attribute_index``."""

    record_id: UUID
    values: Mapping[str, Any]
    path: str = ""
    """Prefix of the path in errors, e.g. ``lines[2].``."""


RecordsToIndex = Sequence[IndexedRecord]
