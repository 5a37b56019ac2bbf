"""What goes into and comes out of a list; what a room tells about its table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from kontor.kernel.expressions import Collection as Rows
from kontor.kernel.expressions import Expression, Sql, SqlType

#: What ``field__op`` may say; ``between`` includes both ends and takes an empty end as open.
OPERATORS = frozenset({"eq", "ne", "lt", "lte", "gt", "gte", "in", "contains", "starts", "isnull", "between"})

MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Condition:
    """``field__op=value``; values may be raw text and are read as the field's type."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a list.

    ``sort``: field names, ``-`` in front for descending; the record id breaks ties. A ``cursor`` continues behind the
    last row of an earlier page (keyset, no matter how deep); otherwise ``page`` counts from 1. ``fields`` None: all.
    ``total`` is counted only when asked for.
    """

    filter: Expression | None = None
    conditions: tuple[Condition, ...] = ()
    sort: tuple[str, ...] = ()
    page: int = 1
    cursor: str | None = None
    page_size: int = 50
    fields: Sequence[str] | None = None
    text: str = ""
    with_total: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as mappings from field to Python value; every row has ``id``."""

    rows: list[dict[str, Any]]
    has_more: bool
    total: int | None = None
    next_cursor: str | None = None
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, slots=True)
class AttributeIndex:
    """Where the index of an attribute lies; ``value`` turns a field's value into what its slot holds."""

    type_code: str
    attribute: str
    slot: Literal["v_text", "v_number", "v_date"]
    value: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A field of a list: its SQL (``%`` doubled, no parameters), its type, and how a row gives its value.

    ``data`` names the jsonb column a value is read from under ``key``; several fields share one reading of it.
    ``load`` turns what the database gives (or the JSON under ``key``) into the field's Python value. ``is_shown``
    False: can be filtered and sorted by, stands in a row only when named.
    """

    sql: str
    type: SqlType
    nullable: bool = True
    data: str | None = None
    key: str = ""
    load: Callable[[Any], Any] | None = None
    index: AttributeIndex | None = None
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class ListSource:
    """A table (or join) as lists see it. ``where`` always holds: tenant, type, not deleted.

    ``columns`` holds every field by its name, also dotted ones (``header.number``) and those rights need:
    ``organisation``, ``created_by``, the owner field, ``state``. ``search`` finds ids for a text; without it the text
    is looked for in ``text_columns``. ``collections`` are rows that belong to a record (``lines``).
    """

    name: str
    table: str
    where: Sql
    columns: Mapping[str, ListColumn]
    id: str
    default_sort: tuple[str, ...] = ()
    text_columns: tuple[str, ...] = ()
    search: Callable[[str], Collection[UUID]] | None = None
    collections: Mapping[str, Rows] = field(default_factory=dict)
