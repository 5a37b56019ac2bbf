"""Lists of master data: any field filters and sorts, rights and hidden fields respected (P14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kontor.engines.access import api as access
from kontor.engines.lists.api import ListColumn, ListSource, Page, Query, field_columns, run
from kontor.engines.search import api as search
from kontor.kernel.actor import Actor
from kontor.kernel.expressions import Sql, SqlType
from kontor.masterdata.entities import ORGANISATION, USER, entity_model
from kontor.masterdata.references import labels
from kontor.packaging.model import EntityModel
from kontor.tenancy import api as tenancy
from kontor.tenancy import context

MOST_HITS = 200
_FACTS = {
    "version": SqlType.NUMERIC,
    "created_at": SqlType.DATETIME,
    "created_by": SqlType.UUID,
    "updated_at": SqlType.DATETIME,
    "updated_by": SqlType.UUID,
}


@tenancy.reading
def list_records(actor: Actor, entity: str, query: Query) -> Page:
    """The page of records the query asks for, of those the actor may read; references carry ``<field>__label``.

    Raises:
        EntityUnknown: no such entity. ValidationFailed: unknown fields or operators, wrong values.
    """
    of = entity_model(entity)
    rights = access.row_condition(actor, f"{entity}.read", entity)
    hidden = access.field_access(actor, entity)
    page = run(source_of(of, actor), query, rights, fields=hidden)
    rows = with_labels(of, page.rows)
    return replace(page, rows=[hidden.conceal(each) for each in rows])


def source_of(of: EntityModel, actor: Actor) -> ListSource:
    """The table of an entity as lists see it."""
    if of.code == USER:
        return _users(of)
    columns = {**field_columns(of.fields.values(), "t", of.code), **_facts()}
    columns["id"] = ListColumn("t.id", SqlType.UUID, nullable=False, is_shown=False)
    columns["name"] = _name(actor.language)
    columns.setdefault("organisation", ListColumn("t.organisation_id", SqlType.UUID, is_shown=False))
    for name in ("code", "is_active"):
        if name in columns:
            columns[name] = replace(columns[name], nullable=False)
    if of.code == ORGANISATION:
        del columns["updated_at"], columns["updated_by"], columns["created_by"]
        columns["organisation"] = ListColumn("t.id", SqlType.UUID, nullable=False, is_shown=False)
        columns["name"] = ListColumn("t.name", SqlType.TEXT, nullable=False)
    return ListSource(
        name=of.code,
        table=f'"{of.table}" t',
        where=_living(of),
        columns=columns,
        id="t.id",
        default_sort=of.entity.list.sort,
        text_columns=("code", "name"),
        search=None if of.code == ORGANISATION else lambda text: _found(actor, of.code, text),
    )


def with_labels(of: EntityModel, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with what their references show beside each; one question for each kind of target."""
    shown = [each for each in of.fields.references if rows and each.name in rows[0]]
    wanted: dict[str, set[Any]] = {}
    for each in shown:
        wanted.setdefault(each.target or "", set()).update(row[each.name] for row in rows if row[each.name] is not None)
    known = {target: labels(target, keys) for target, keys in wanted.items()}
    return [{**row, **{f"{f.name}__label": known[f.target or ""].get(row[f.name]) for f in shown}} for row in rows]


def _found(actor: Actor, code: str, text: str) -> list[Any]:
    return [hit.record_id for hit in search.find(actor, text, MOST_HITS, types=[code])]


def _living(of: EntityModel) -> Sql:
    tenant = context.current().tenant_id
    if of.code == ORGANISATION:
        return Sql("t.tenant_id = %s", (tenant,))
    own = "t.tenant_id = %s AND t.deleted_at IS NULL"
    return Sql(f"{own} AND t.entity = %s", (tenant, of.code)) if of.table == "record" else Sql(own, (tenant,))


def _facts() -> dict[str, ListColumn]:
    return {name: ListColumn(f"t.{name}", type, nullable=False) for name, type in _FACTS.items()}


def _name(language: str) -> ListColumn:
    """The name as the reader reads it; English stands in the column itself."""
    if language == "en":
        return ListColumn("t.name", SqlType.TEXT, nullable=False)
    wanted = ["zh-Hans", "zh-Hant"] if language.lower().startswith("zh-hans") else ["zh-Hant"]
    tried = ", ".join(f"t.names->>'{tag}'" for tag in wanted)
    return ListColumn(f"coalesce({tried}, t.name)", SqlType.TEXT, nullable=False)


def _users(of: EntityModel) -> ListSource:
    """People of the tenant, whoever they work for elsewhere."""
    columns: Mapping[str, ListColumn] = {
        "id": ListColumn("u.id", SqlType.UUID, nullable=False, is_shown=False),
        "name": ListColumn("u.name", SqlType.TEXT, nullable=False),
        "email": ListColumn("u.email", SqlType.TEXT, nullable=False),
        "language": ListColumn("u.language", SqlType.TEXT, nullable=False),
        "is_active": ListColumn("(u.is_active AND m.is_active)", SqlType.BOOLEAN, nullable=False),
        "organisation": ListColumn("m.organisation_id", SqlType.UUID, nullable=False),
        "created_at": ListColumn("u.created_at", SqlType.DATETIME, nullable=False, is_shown=False),
        "created_by": ListColumn("u.id", SqlType.UUID, nullable=False, is_shown=False),
    }
    return ListSource(
        name=USER,
        table="membership m JOIN user_account u ON u.id = m.user_id",
        where=Sql("m.tenant_id = %s", (context.current().tenant_id,)),
        columns=columns,
        id="u.id",
        default_sort=of.entity.list.sort,
        text_columns=("name", "email"),
    )
