"""Lets every entity be imported into: rows by key, new ones made, present ones changed, set-based (P10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.engines.imports import api as imports
from kontor.engines.imports.contracts import ImportRow, Mode, Outcome, RowProblem
from kontor.kernel.actor import Actor
from kontor.kernel.errors import DomainError, FieldProblem, ValidationFailed
from kontor.kernel.text import Text
from kontor.masterdata import store
from kontor.masterdata.contracts import Change
from kontor.masterdata.entities import ORGANISATION, USER, current_model
from kontor.masterdata.keys import identity_of, with_ids
from kontor.masterdata.services.write import change_many, create_many
from kontor.packaging.model import CompiledField, EntityModel

_EXISTS = Text(en="{label} {key} is there already", zh_hant="{label} {key} 已存在")
_ABSENT = Text(en="there is no {label} {key} to change", zh_hant="找不到要更新的{label} {key}")


@imports.register
def find_target(code: str) -> EntityTarget | None:
    """Every entity of the configuration but those of the tenancy room."""
    of = current_model().entities.get(code)
    return None if of is None or code in (USER, ORGANISATION) else EntityTarget(of)


@dataclass(frozen=True, slots=True)
class EntityTarget:
    """An entity as the import engine sees it."""

    of: EntityModel

    @property
    def code(self) -> str:
        return self.of.code

    @property
    def label(self) -> Text:
        return self.of.label

    @property
    def fields(self) -> Mapping[str, CompiledField]:
        return {name: each for name, each in self.of.fields.items() if not each.is_computed}

    @property
    def keys(self) -> tuple[str, ...]:
        return self.of.entity.identity or (self.of.entity.key,)

    def apply(self, actor: Actor, rows: Sequence[ImportRow], mode: Mode) -> Outcome:
        """Rows of a tree level by level, so that a child may stand in the same sheet as its parent.

        Good rows are written even when others are bad: an import that stops at mistakes is taken back by the engine,
        and by then every mistake has been found, those of the database's own rules too.
        """
        total = Outcome()
        for wave in self._waves(rows):
            done = self._apply(actor, wave, mode)
            total = Outcome(
                total.created + done.created,
                total.updated + done.updated,
                total.unchanged + done.unchanged,
                (*total.problems, *done.problems),
            )
        return total

    def _apply(self, actor: Actor, rows: Sequence[ImportRow], mode: Mode) -> Outcome:
        resolved = with_ids(self.of, [row.values for row in rows])
        rows = [ImportRow(row.number, values) for row, values in zip(rows, resolved, strict=True)]
        present = self._present(rows)
        known = [present.get(_spelt(identity_of(self.of, row.values))) for row in rows]
        problems = list(self._refused(rows, known, mode))
        refused = {each.row for each in problems}
        pairs = [(row, found) for row, found in zip(rows, known, strict=True) if row.number not in refused]
        new = [row for row, found in pairs if found is None]
        old = [(row, found) for row, found in pairs if found is not None]
        created, wrong = self._created(actor, new)
        updated, unchanged, mistaken = self._changed(actor, old)
        # With any problem and nothing to skip, the engine takes everything back.
        return Outcome(created, updated, unchanged, (*problems, *wrong, *mistaken))

    def _created(self, actor: Actor, rows: Sequence[ImportRow]) -> tuple[int, list[RowProblem]]:
        def write(batch: Sequence[ImportRow]) -> int:
            paths = [f"rows[{row.number}]." for row in batch]
            return len(create_many(actor, self.code, [row.values for row in batch], paths=paths, trusted=True))

        return _halving(rows, write)

    def _changed(
        self, actor: Actor, pairs: Sequence[tuple[ImportRow, tuple[UUID, int]]]
    ) -> tuple[int, int, list[RowProblem]]:
        by_row = {row.number: found for row, found in pairs}
        counted = {"updated": 0}

        def write(batch: Sequence[ImportRow]) -> int:
            changes = [Change(by_row[r.number][0], r.values, path=f"rows[{r.number}].") for r in batch]
            records = change_many(actor, self.code, changes, trusted=True)
            moved = sum(record.version > by_row[row.number][1] for record, row in zip(records, batch, strict=True))
            counted["updated"] += moved
            return len(batch)

        done, problems = _halving([row for row, _ in pairs], write)
        return counted["updated"], done - counted["updated"], problems

    def _refused(
        self, rows: Sequence[ImportRow], known: Sequence[tuple[UUID, int] | None], mode: Mode
    ) -> Iterator[RowProblem]:
        for row, found in zip(rows, known, strict=True):
            wrong = {"create": found is not None, "update": found is None}.get(mode, False)
            if wrong:
                key = ", ".join(str(row.values.get(name)) for name in self.keys)
                text, code = (_EXISTS, "ALREADY_THERE") if mode == "create" else (_ABSENT, "NOT_FOUND")
                problem = FieldProblem(self.keys[0], code, text, {"label": self.label, "key": key})
                yield RowProblem(row.number, self.keys[0], problem)

    def _present(self, rows: Sequence[ImportRow]) -> dict[tuple[str | None, ...], tuple[UUID, int]]:
        """Identity → (id, version) of records that are there."""
        fields = [self.of.fields[name] for name in self.keys]
        if any(field.column is None for field in fields):
            return {}
        columns = [field.column or field.name for field in fields]
        wanted = list({str(row.values.get(self.keys[0])) for row in rows if row.values.get(self.keys[0]) is not None})
        found = store.select(
            self.of, f't."{columns[0]}"::text = ANY(%s)', [wanted], columns=["id", "version", *columns]
        )
        return {_spelt(tuple(row[c] for c in columns)): (row["id"], row["version"]) for row in found}

    def _waves(self, rows: Sequence[ImportRow]) -> Iterator[list[ImportRow]]:
        parents = [each.name for each in self.of.fields.references if each.target == self.code]
        key = self.of.entity.key
        waiting = list(rows)
        while waiting:
            codes = {row.values.get(key) for row in waiting} if parents else set()
            ready = [
                row for row in waiting if not any(row.values.get(p) in codes for p in parents if row.values.get(p))
            ]
            wave = ready or waiting
            yield wave
            taken = {row.number for row in wave}
            waiting = [row for row in waiting if row.number not in taken]


def _halving(rows: Sequence[ImportRow], write: Any) -> tuple[int, list[RowProblem]]:
    """Write all rows at once; when some are refused, the others without them.

    A refusal that names its rows (``rows[7].code``) costs one more try; one that names none is searched by halves.
    """
    if not rows:
        return 0, []
    try:
        return write(rows), []
    except ValidationFailed as failed:
        problems = [_row_problem(each) for each in failed.problems]
    except DomainError as refused:
        problems = [_row_problem(refused.as_problem())]
    named = {each.row for each in problems}
    if 0 not in named:
        rest = [row for row in rows if row.number not in named]
        done, more = _halving(rest, write)
        return done, [*problems, *more]
    if len(rows) == 1:
        return 0, [RowProblem(rows[0].number, each.field, each.problem) for each in problems]
    middle = len(rows) // 2
    left, right = _halving(rows[:middle], write), _halving(rows[middle:], write)
    return left[0] + right[0], [*left[1], *right[1]]


def _row_problem(problem: FieldProblem) -> RowProblem:
    """``rows[7].name`` → row 7, field ``name``; row 0 where the refusal names none."""
    place, _, field = problem.path.partition("].")
    if place.startswith("rows["):
        return RowProblem(int(place.removeprefix("rows[")), field, problem)
    return RowProblem(0, problem.path, problem)


def _spelt(identity: tuple[Any, ...]) -> tuple[str | None, ...]:
    """Equal whether read from the sheet or the table: numbers without trailing zeros, everything as text."""
    return tuple(_spelt_one(each) for each in identity)


def _spelt_one(value: Any) -> str | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value))
        return f"{number.normalize():f}" if number.is_finite() else str(value)
    except ArithmeticError:
        return str(value)
