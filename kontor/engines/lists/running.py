"""Answering a question: one statement for the rows, one for the total, one more at the end of a sorted index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kontor.engines.access.api import EVERYTHING, FieldAccess, RowCondition
from kontor.engines.access.holdings import facts_of
from kontor.engines.lists import conditions, prefilter, problems
from kontor.engines.lists.contracts import MOST_ROWS, Condition, ListColumn, ListSource, Page, Query
from kontor.engines.lists.scope import ListScope
from kontor.engines.lists.sorting import Cursor, Plan, behind, sort_plans
from kontor.kernel.actor import Actor
from kontor.kernel.errors import FieldProblem, ValidationFailed
from kontor.kernel.expressions import Expression, ExpressionError, Sql, to_sql, variables
from kontor.tenancy.context import current

MOST_PAGES = 1_000_000


def run(
    source: ListSource, query: Query, rows: RowCondition = EVERYTHING, *, fields: FieldAccess | None = None
) -> Page:
    """The page a query asks for, of the rows ``rows`` lets through.

    Fields hidden by ``fields`` can be neither shown, filtered nor sorted by: a filter would give them away. Masking of
    what is shown is left to the caller (``FieldAccess.conceal``), who also adds labels.

    Raises:
        ValidationFailed: unknown fields (with the nearest one), values of the wrong type, a foreign cursor.
    """
    return _Question(source, query, rows, fields, current().actor).answer()


@dataclass(frozen=True, slots=True)
class _Question:
    source: ListSource
    query: Query
    rows: RowCondition
    fields: FieldAccess | None
    actor: Actor

    def answer(self) -> Page:
        query = self.query
        _check_range("page_size", query.page_size, MOST_ROWS)
        _check_range("page", query.page, MOST_PAGES)
        where = self._where()
        visible = {name: each for name, each in self.source.columns.items() if self._is_visible(name)}
        plans = sort_plans(query.sort, self.source, visible)
        chosen = self._chosen(visible)
        found = _Walk(self.source, where, plans, chosen).page(query)
        more = len(found) > query.page_size
        found = found[: query.page_size]
        last = Cursor(found[-1].plan, found[-1].keys).encode(query.sort) if more else None
        total = self._count(where) if query.with_total else None
        return Page([each.values for each in found], more, total, last, query.page, query.page_size)

    def _is_visible(self, name: str) -> bool:
        return self.fields is None or self.fields.is_visible(name)

    def _chosen(self, visible: Mapping[str, ListColumn]) -> dict[str, ListColumn]:
        """Columns to fetch. A masked field is fetched too: whether it is empty is no secret."""
        if self.query.fields is None:
            return {name: each for name, each in self.source.columns.items() if each.is_shown and self._is_shown(name)}
        unknown = [name for name in self.query.fields if name not in self.source.columns or not self._is_shown(name)]
        if unknown:
            raise ValidationFailed(tuple(problems.unknown_field(name, visible, "fields") for name in unknown))
        return {name: self.source.columns[name] for name in self.query.fields}

    def _is_shown(self, name: str) -> bool:
        return self.fields is None or self.fields.right(name) != "none"

    def _where(self) -> Sql:
        wrong: list[FieldProblem] = []
        parts = [self.source.where, self.rows.to_sql(ListScope(self.source, facts_of(self.actor)))]
        for condition in self.query.conditions:
            if condition.field not in self.source.columns or not self._is_visible(condition.field):
                known = [name for name in self.source.columns if self._is_visible(name)]
                wrong.append(problems.unknown_field(condition.field, known, condition.field))
                continue
            try:
                parts.append(conditions.to_sql(condition, self.source, self.actor.timezone))
            except ValidationFailed as failed:
                wrong += failed.problems
        if self.query.filter is not None:
            try:
                parts += self._filter()
            except ValidationFailed as failed:
                wrong += failed.problems
        if wrong:
            raise ValidationFailed(tuple(wrong))
        if self.query.text.strip():
            parts.append(self._text(self.query.text.strip()))
        return _all_of(parts)

    def _filter(self) -> list[Sql]:
        expression = self.query.filter
        assert expression is not None
        facts = facts_of(self.actor)
        scope = ListScope(self.source, facts, self._is_visible)
        unknown = sorted(name for name in variables(expression) if not self._knows(name, scope))
        if unknown:
            known = [name for name in self.source.columns if self._is_visible(name)]
            raise ValidationFailed(tuple(problems.unknown_field(name, known, "filter") for name in unknown))
        try:
            to_sql(expression, scope)  # as a whole first: what is wrong is told with its place in the filter
            return [self._conjunct(each, scope, facts) for each in prefilter.conjuncts(expression)]
        except ExpressionError as problem:
            reason = problem.as_problem()
            path = f"filter.{problem.path}" if problem.path else "filter"
            raise ValidationFailed((FieldProblem(path, reason.code, reason.text, reason.facts),)) from problem

    def _conjunct(self, expression: Expression, scope: ListScope, facts: Mapping[str, Any]) -> Sql:
        exact = to_sql(expression, scope)
        found = prefilter.for_expression(expression, self.source, facts, self.actor.timezone)
        return _all_of([*found, prefilter.recheck(exact)]) if found else exact

    def _knows(self, name: str, scope: ListScope) -> bool:
        head, _, rest = name.partition(".")
        if (rows := self.source.collections.get(head)) is not None:
            return not rest or rows.scope.resolve(rest) is not None
        return scope.resolve(name) is not None

    def _text(self, text: str) -> Sql:
        """Records a person means by a text: by search, or by any text column that contains it."""
        if self.source.search is not None:
            return Sql(f"{self.source.id} = ANY (%s::uuid[])", (list(self.source.search(text)),))
        names = [each for each in self.source.text_columns if self._is_visible(each)]
        found = [
            conditions.to_sql(Condition(name, "contains", text), self.source, self.actor.timezone) for name in names
        ]
        return Sql(" OR ".join(each.text for each in found) or "FALSE", tuple(p for each in found for p in each.params))

    def _count(self, where: Sql) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.source.table} WHERE {where.text}", where.params)
            return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class _Row:
    plan: int
    keys: tuple[Any, ...]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Walks the plans of an order until the page is full."""

    source: ListSource
    where: Sql
    plans: Sequence[Plan]
    chosen: Mapping[str, ListColumn]

    def page(self, query: Query) -> list[_Row]:
        """The rows of the page and one more, if there is one."""
        wanted = query.page_size + 1
        cursor = Cursor.decode(query.cursor, query.sort, self.plans) if query.cursor else None
        offset = 0 if cursor else (query.page - 1) * query.page_size
        found: list[_Row] = []
        for at in range(cursor.plan if cursor else 0, len(self.plans)):
            after = cursor.values if cursor and cursor.plan == at else None
            rows = self._fetch(at, wanted - len(found), offset, after)
            found += rows
            if len(found) == wanted:
                break
            if offset and at + 1 < len(self.plans):
                offset = 0 if rows else offset - self._count(at)
        return found

    def _fetch(self, at: int, limit: int, offset: int, after: Sequence[Any] | None) -> list[_Row]:
        plan = self.plans[at]
        parts = [self.where, plan.where, *([behind(plan.keys, after)] if after is not None else [])]
        where = _all_of(parts)
        selected = list(dict.fromkeys(each.data or each.sql for each in self.chosen.values()))
        keys = [key.sql for key in plan.keys]
        sql = (
            f"SELECT {', '.join([self.source.id, *keys, *selected])} FROM {self.source.table}{plan.join.text}"
            f" WHERE {where.text} ORDER BY {', '.join(key.order for key in plan.keys)} LIMIT %s OFFSET %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*plan.join.params, *where.params, limit, offset])
            return [self._row(at, len(keys), selected, row) for row in cursor.fetchall()]

    def _count(self, at: int) -> int:
        plan = self.plans[at]
        where = _all_of([self.where, plan.where])
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {self.source.table}{plan.join.text} WHERE {where.text}",
                [*plan.join.params, *where.params],
            )
            return int(cursor.fetchone()[0])

    def _row(self, at: int, keys: int, selected: Sequence[str], row: Sequence[Any]) -> _Row:
        cells = dict(zip(selected, row[keys + 1 :], strict=True))
        for name in {each.data for each in self.chosen.values() if each.data}:
            cells[name] = json.loads(cells[name]) if isinstance(cells[name], str | bytes) else cells[name] or {}
        values = {"id": row[0]}
        for name, column in self.chosen.items():
            stored = cells[column.data].get(column.key) if column.data else cells[column.sql]
            values[name] = column.load(stored) if column.load is not None and stored is not None else stored
        return _Row(at, tuple(row[1 : keys + 1]), values)


def _all_of(parts: Iterable[Sql]) -> Sql:
    kept = [each for each in parts if each.text != "TRUE"]
    return Sql(
        " AND ".join(f"({each.text})" for each in kept) or "TRUE", tuple(p for each in kept for p in each.params)
    )


def _check_range(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise problems.out_of_range(name, 1, most)
