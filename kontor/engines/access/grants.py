"""One grant as one user holds it: a condition on records with two readings, Python and SQL, that agree (P5).

A record is a mapping with ``organisation`` (id or None), ``created_by``, the fields of the type and ``state``. A record
whose organisation is None belongs to everybody in the tenant; a mapping or table without the word belongs to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.kernel.expressions import Column, Constant, Expression, ExpressionError, Sql, SqlScope, evaluate, to_sql
from kontor.kernel.expressions import truthy as counts_as_true
from kontor.kernel.text import Text
from kontor.packaging.schema import Grant

ORGANISATION, CREATED_BY = "organisation", "created_by"


def covers(pattern: str, permission: str) -> bool:
    """Whether ``*``, ``resource.*`` or the very name covers a permission."""
    return pattern in ("*", permission) or (pattern.endswith(".*") and permission.startswith(pattern[:-1]))


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A grant of a role a user holds. ``organisations`` None means every one of the tenant.

    ``facts`` are the words conditions know beside the record: ``actor``, ``today``, ``now``, ``settings``.
    """

    grant: Grant
    role: str
    role_label: Text
    organisation_id: UUID | None
    organisations: frozenset[UUID] | None
    user_id: UUID
    owner_field: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def denies(self) -> bool:
        return self.grant.effect == "deny"

    @property
    def when(self) -> Expression | None:
        return self.grant.when

    @property
    def covers_everything(self) -> bool:
        """Whether it holds for every record there can be."""
        in_scope = self.grant.scope == "all" or (self.grant.scope == "organisation" and self.organisations is None)
        return in_scope and self.when is None

    def pattern_for(self, permission: str) -> str | None:
        """The pattern of the grant that covers the permission."""
        return next((each for each in self.grant.permissions if covers(each, permission)), None)

    def holds(self, record: Mapping[str, Any]) -> bool:
        """Whether the record lies in scope and meets the condition.

        A condition that cannot be computed closes: an allow does not hold, a deny does.
        """
        if not self.in_scope(record):
            return False
        if self.when is None:
            return True
        try:
            return counts_as_true(evaluate(self.when, {**record, **self.facts}))
        except ExpressionError:
            return self.denies

    def in_scope(self, record: Mapping[str, Any]) -> bool:
        """Whether the record is one's own, or of one's organisations, as the grant's scope says."""
        match self.grant.scope:
            case "all":
                return True
            case "own":
                return any(_id(record.get(name)) == self.user_id for name in self._owner_names())
            case _:
                if self.organisations is None:
                    return True
                if ORGANISATION not in record:
                    return False
                organisation = _id(record[ORGANISATION])
                return organisation is None or organisation in self.organisations

    def to_sql(self, scope: SqlScope) -> Sql:
        """The same as ``holds`` over the columns of a list; SQL NULL counts as false.

        Raises:
            NotTranslatable: the condition says something SQL cannot.
        """
        parts = [self._scope_sql(scope)]
        if self.when is not None:
            parts.append(to_sql(self.when, _WithFacts(scope, self.facts)))
        return Sql(" AND ".join(f"({each.text})" for each in parts), tuple(p for each in parts for p in each.params))

    def _scope_sql(self, scope: SqlScope) -> Sql:
        match self.grant.scope:
            case "all":
                return Sql("TRUE")
            case "own":
                owners = [found for name in self._owner_names() if isinstance(found := scope.resolve(name), Column)]
                text = " OR ".join(f"{each.text} = %s::uuid" for each in owners) or "FALSE"
                return Sql(text, tuple(p for each in owners for p in (*each.params, self.user_id)))
            case _:
                if self.organisations is None:
                    return Sql("TRUE")
                column = scope.resolve(ORGANISATION)
                if not isinstance(column, Column):
                    return Sql("FALSE")
                text = f"{column.text} = ANY (%s::uuid[])"
                params = (*column.params, sorted(self.organisations))
                if column.nullable:
                    return Sql(f"{text} OR {column.text} IS NULL", (*params, *column.params))
                return Sql(text, params)

    def _owner_names(self) -> tuple[str, ...]:
        return (CREATED_BY, self.owner_field) if self.owner_field else (CREATED_BY,)


@dataclass(frozen=True, slots=True)
class _WithFacts:
    """A list's scope that also knows the actor and the day."""

    base: SqlScope
    facts: Mapping[str, Any]

    def resolve(self, path: str) -> Any:
        head, _, rest = path.partition(".")
        if head not in self.facts:
            return self.base.resolve(path)
        value: Any = self.facts[head]
        for segment in filter(None, rest.split(".")):
            value = value.get(segment) if isinstance(value, Mapping) else None
        return Constant(value)


def _id(value: Any) -> UUID | None:
    """An id from an id or its text; anything else is none."""
    if isinstance(value, UUID) or value is None:
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None
