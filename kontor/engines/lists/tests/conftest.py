"""A table of things with columns and attributes, as a document type has them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from kontor.engines.attributes.api import IndexedRecord, write_index
from kontor.engines.lists.api import ListColumn, ListSource, Page, Query, field_columns, run
from kontor.kernel.actor import Actor
from kontor.kernel.expressions import Collection, Column, Sql, SqlType, TableScope
from kontor.kernel.ids import new_id
from kontor.kernel.jsonvalues import to_json
from kontor.packaging import attribute_types
from kontor.packaging.model import CompiledField, FieldSet
from kontor.packaging.schema import Field
from kontor.tenancy.api import working
from kontor.tenancy.migration import Isolate
from kontor.testing.builders import BuiltTenant

TABLES = """
CREATE TABLE IF NOT EXISTS thing (
  id uuid PRIMARY KEY, tenant_id uuid NOT NULL, organisation_id uuid, created_by uuid NOT NULL, state text NOT NULL,
  amount numeric, day date, created_at timestamptz NOT NULL, data jsonb NOT NULL);
CREATE TABLE IF NOT EXISTS thing_line (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, thing_id uuid, quantity numeric);
"""
BEGINNING = datetime(2026, 3, 1, tzinfo=UTC)


def compiled(
    name: str, type: str, *, column: str | None = None, target: str | None = None, **facts: Any
) -> CompiledField:
    """A field as the compiler makes it; unknown facts are options of its type."""
    field = Field.model_validate({"name": name, "type": type, "label": {"en": name.title()}, **facts})
    known = attribute_types.get(type)
    return CompiledField(field, known, known.Options(**field.options), column, target)


CHOICES = [{"value": each, "label": {"en": each}} for each in ("red", "green", "blue")]
FIELDS = FieldSet(
    {
        each.name: each
        for each in (
            compiled("organisation", "reference", column="organisation_id", target="organisation", to="organisation"),
            compiled("amount", "money", column="amount"),
            compiled("day", "date", column="day"),
            compiled("colour", "choice", choices=CHOICES, filterable=True, sortable=True),
            compiled("weight", "decimal", filterable=True, sortable=True),
            compiled("due", "date", filterable=True, sortable=True),
            compiled("seen_at", "datetime", filterable=True),
            compiled("owner", "reference", target="user", to="user", filterable=True),
            compiled("urgent", "boolean", filterable=True),
            compiled("note", "text"),
            compiled("tags", "multi_choice", choices=CHOICES),
        )
    }
)

ATTRIBUTES = [name for name, each in FIELDS.items() if each.column is None]


@dataclass
class Things:
    """The table of one tenant."""

    tenant: BuiltTenant
    actor: Actor

    def add(self, *records: dict[str, Any]) -> list[UUID]:
        """Store records; columns and attributes by name."""
        ids = [new_id() for _ in records]
        with working(self.tenant.system), connection.cursor() as cursor:
            for at, (record_id, record) in enumerate(zip(ids, records, strict=True)):
                data = {name: to_json(record[name]) for name in ATTRIBUTES if record.get(name) is not None}
                cursor.execute(
                    "INSERT INTO thing (id, organisation_id, created_by, state, amount, day, created_at, data)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb)",
                    [
                        record_id, record.get("organisation"), record.get("created_by", self.actor.user_id),
                        record.get("state", "draft"), record.get("amount"), record.get("day"),
                        record.get("created_at", BEGINNING + timedelta(hours=at)), json.dumps(data),
                    ],
                )  # fmt: skip
                for quantity in record.get("lines", ()):
                    cursor.execute(
                        "INSERT INTO thing_line (id, thing_id, quantity) VALUES (%s, %s, %s)",
                        [new_id(), record_id, quantity],
                    )
            indexed = [IndexedRecord(each, record) for each, record in zip(ids, records, strict=True)]
            write_index("thing", FIELDS, indexed, new=True)
        return ids

    def source(self, **changes: Any) -> ListSource:
        """The list over the table."""
        lines = TableScope({"quantity": Column("l.quantity", SqlType.NUMERIC)})
        facts: dict[str, Any] = {
            "name": "thing",
            "table": "thing t",
            "where": Sql("t.tenant_id = %s", (self.tenant.id,)),
            "id": "t.id",
            "columns": {
                **field_columns(FIELDS.values(), "t", "thing"),
                "state": ListColumn("t.state", SqlType.TEXT, nullable=False),
                "created_by": ListColumn("t.created_by", SqlType.UUID, nullable=False),
                "created_at": ListColumn("t.created_at", SqlType.DATETIME, nullable=False),
            },
            "default_sort": ("-created_at",),
            "text_columns": ("note", "state"),
            "collections": {"lines": Collection("thing_line l", "l.thing_id = t.id", lines)},
        }
        return ListSource(**{**facts, **changes})

    def ask(self, query: Query, *args: Any, **facts: Any) -> Page:
        """Run a query as the actor."""
        with working(self.actor, read_only=True):
            return run(self.source(), query, *args, **facts)


@pytest.fixture(scope="session")
def thing_tables(database: Any) -> None:
    """Made once in this worker's database, isolated like every table of tenants."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('thing')")
        if cursor.fetchone()[0] is None:
            cursor.execute(TABLES)
            for table in ("thing", "thing_line"):
                for statement in Isolate(table).statements():
                    cursor.execute(statement)


@pytest.fixture
def things(thing_tables: None, tenant: BuiltTenant, actor: Actor) -> Things:
    return Things(tenant, actor)


@pytest.fixture
def found(things: Things) -> Callable[..., list[int]]:
    """``found(ids, query, …)``: places in ``ids`` of the rows found, in order."""

    def places(ids: Sequence[UUID], query: Query, *args: Any, **facts: Any) -> list[int]:
        return [list(ids).index(row["id"]) for row in things.ask(query, *args, **facts).rows]

    return places
