"""Migration operations that make a tenant's table safe: one ``Isolate`` per table (P15, design.md §4).

Each table gets: its schema, primary key ``(tenant_id, id)``, composite foreign keys, forced row-level security with
one policy, and exactly the grants the application role needs. A plain foreign key to such a table cannot exist,
because ``id`` alone is no key: a reference always carries its tenant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

APP_ROLE = "kontor_app"
SCHEMAS = ("metadata", "transactions", "audit", "analytics")
#: ``public`` stands first: a table is born there and moved by ``Isolate``.
SEARCH_PATH = ("public", *SCHEMAS)

#: The sub-select makes PostgreSQL read the setting once per statement instead of once per row.
CURRENT_TENANT = "(SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"
CURRENT_USER = "(SELECT nullif(current_setting('app.user_id', true), '')::uuid)"


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key beyond the plain case: to a table all tenants share, or with cascade."""

    table: str
    shared: bool = False
    on_delete: str = "NO ACTION"


References = Mapping[str, str | Reference]


class _SqlOperation(Operation):
    """Runs SQL as the owner; the model state is untouched. Undone together with the table itself."""

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.SQL

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self.statements():
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Policies, grants and keys go when the table is dropped."""

    def statements(self) -> Sequence[str]:
        raise NotImplementedError


class Isolate(_SqlOperation):
    """Give ``table`` to the tenants.

    ``references`` maps a column to the table it points to. ``append_only``: the application may read and insert;
    UPDATE, DELETE and TRUNCATE are refused for everybody, the owner too. ``key=False`` leaves the primary key alone
    (partitioned tables).
    """

    def __init__(
        self,
        table: str,
        schema: str = "transactions",
        append_only: bool = False,
        references: References | None = None,
        key: bool = True,
    ) -> None:
        if schema not in SCHEMAS:
            raise ValueError(f"{table}: schema is one of {', '.join(SCHEMAS)}, not {schema!r}")
        self.table, self.schema, self.append_only, self.key = table, schema, append_only, key
        self.references = dict(references or {})

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        facts = {"schema": self.schema, "append_only": self.append_only, "references": self.references, "key": self.key}
        return type(self).__name__, (self.table,), facts

    def describe(self) -> str:
        return f"Isolate the tenants in {self.table}"

    def statements(self) -> Sequence[str]:
        place = f'"{self.schema}"."{self.table}"'
        return [
            f'ALTER TABLE "{self.table}" SET SCHEMA "{self.schema}"',
            f"ALTER TABLE {place} ALTER COLUMN tenant_id SET DEFAULT public.kontor_tenant()",
            *(_composite_key(place, self.table) if self.key else ()),
            *(foreign_key(place, self.table, column, to) for column, to in self.references.items()),
            *row_security(place, f"tenant_id = {CURRENT_TENANT}"),
            *grants(place, self.append_only),
            *(refuse_change(place) if self.append_only else ()),
        ]


class Refer(_SqlOperation):
    """Composite foreign keys added after the fact: to a table isolated later in the same migration, or a new column."""

    def __init__(self, table: str, references: References) -> None:
        self.table, self.references = table, dict(references)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, (self.table, self.references), {}

    def describe(self) -> str:
        return f"Refer from {self.table} to {', '.join(self.references)}"

    def statements(self) -> Sequence[str]:
        return [foreign_key(f'"{self.table}"', self.table, column, to) for column, to in self.references.items()]


def _composite_key(place: str, table: str) -> tuple[str, ...]:
    return (
        f'ALTER TABLE {place} DROP CONSTRAINT IF EXISTS "{table}_pkey"',
        f'ALTER TABLE {place} ADD CONSTRAINT "{table}_pkey" PRIMARY KEY (tenant_id, id)',
    )


def foreign_key(place: str, table: str, column: str, to: str | Reference) -> str:
    """``(tenant_id, column)`` → ``(tenant_id, id)``, or ``column`` → ``id`` of a shared table; checked at once."""
    target = Reference(to) if isinstance(to, str) else to
    columns, key = (f'"{column}"', "id") if target.shared else (f'tenant_id, "{column}"', "tenant_id, id")
    return (
        f'ALTER TABLE {place} ADD CONSTRAINT "{table}_{column}_in_tenant" FOREIGN KEY ({columns}) '
        f'REFERENCES "{target.table}" ({key}) ON DELETE {target.on_delete} DEFERRABLE INITIALLY IMMEDIATE'
    )


def row_security(place: str, condition: str) -> tuple[str, ...]:
    """Force ``condition`` on every row read and written, whoever asks."""
    return (
        f"ALTER TABLE {place} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {place} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_isolation ON {place} USING ({condition}) WITH CHECK ({condition})",
    )


def grants(place: str, append_only: bool) -> tuple[str, ...]:
    """What the application role may do, and nothing else."""
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    return f"REVOKE ALL ON {place} FROM PUBLIC, {APP_ROLE}", f"GRANT {rights} ON {place} TO {APP_ROLE}"


def refuse_change(place: str) -> tuple[str, ...]:
    """Triggers that refuse every later change, for the owner and superusers too."""
    return (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {place} "
        "FOR EACH STATEMENT EXECUTE FUNCTION public.kontor_refuse_change()",
    )
