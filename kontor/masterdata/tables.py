"""Which table holds which entity, with which columns of which SQL types; told to the compiler at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from kontor.masterdata import models as own
from kontor.packaging.columns import Column, declare_table

#: Columns the platform fills; everything else of a table can be a field.
STAMPS = frozenset({
    "id", "tenant_id", "names", "data", "version", "created_at", "created_by", "updated_at", "updated_by",
    "deleted_at", "deleted_by", "deletion_reason", "entity",
})  # fmt: skip

_TYPES: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (models.UUIDField, ("reference",)),
    (models.BooleanField, ("boolean",)),
    (models.DecimalField, ("decimal", "money", "quantity", "integer")),
    (models.IntegerField, ("integer",)),
    (models.DateField, ("date",)),
    (ArrayField, ("multi_choice",)),
    (models.TextField, ("text", "long_text", "choice", "reference", "email", "phone", "url")),
)

MODELS: Mapping[str, type[own.MasterRecord]] = {
    each._meta.db_table: each
    for each in (getattr(own, name) for name in own.__all__)
    if issubclass(each, own.MasterRecord) and not each._meta.abstract
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table as SQL sees it: column → type, and the columns that may not be empty and have no default."""

    name: str
    types: Mapping[str, str]
    needed: frozenset[str]


@cache
def table(name: str) -> Table:
    """The built-in table by its name."""
    fields = MODELS[name]._meta.concrete_fields
    types = {str(each.column): _sql_type(str(each.db_type(connection))) for each in fields}
    needed = {str(each.column) for each in fields if not each.null and not each.has_default()}
    return Table(name, types, frozenset(needed))


def _sql_type(declared: str) -> str:
    return "numeric" if declared.startswith("numeric") else declared


def columns_of(model: type[own.MasterRecord]) -> dict[str, Column]:
    """Field name → column; ``payment_terms_id`` holds the field ``payment_terms``."""
    found = {}
    for each in model._meta.concrete_fields:
        column = str(each.column)
        if column in STAMPS:
            continue
        types = next(kinds for kind, kinds in _TYPES if isinstance(each, kind))
        name = column.removesuffix("_id") if types == ("reference",) else column
        found[name] = Column(column, types)
    return found


#: Tables of the tenancy room that can be referred to and listed, never written here.
_TENANCY: Mapping[str, Mapping[str, Column]] = {
    "user": {
        name: Column(name, types)
        for name, types in {
            "name": ("text",), "email": ("email",), "language": ("choice",), "is_active": ("boolean",),
            "organisation": ("reference",),
        }.items()
    },
    "organisation": {
        name: Column("parent_id" if name == "parent" else name, types)
        for name, types in {
            "code": ("text",), "name": ("text",), "kind": ("choice",), "parent": ("reference",),
            "currency": ("text",), "timezone": ("text",), "is_active": ("boolean",),
        }.items()
    },
}  # fmt: skip

for _name, _columns in _TENANCY.items():
    declare_table(_name, _columns)
for _name, _model in MODELS.items():
    declare_table(_name, columns_of(_model))
