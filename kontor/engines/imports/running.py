"""Running an import: batches through the target's own write path, all or nothing unless bad rows may be left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from django.db import transaction

from kontor.engines.access import api as access
from kontor.engines.attributes.api import from_cell
from kontor.engines.imports import mapping as mappings
from kontor.engines.imports.contracts import (
    CellProblem,
    ImportRow,
    ImportTarget,
    Mode,
    OnError,
    Outcome,
    Preview,
    Progress,
    Report,
    RowProblem,
    SheetColumn,
)
from kontor.engines.imports.sheets import Sheet, read
from kontor.engines.imports.targets import target as target_of
from kontor.kernel.actor import Actor
from kontor.kernel.errors import FieldProblem
from kontor.kernel.text import Text
from kontor.tenancy import api as tenancy

BATCH = 2_000
MOST_PROBLEMS = 1_000
SHOWN_ROWS = 20

_REPEATED = Text(en="the same record is in row {first} already", zh_hant="同一筆資料已出現在第 {first} 列")

FieldMapping = Mapping[str, str | None]


class _TakeBack(Exception):
    """Ends the trial of a preview."""


@tenancy.unit_of_work
def preview(
    actor: Actor,
    entity: str,
    stream: IO[bytes],
    name: str,
    mapping: FieldMapping | None = None,
    *,
    mode: Mode = "upsert",
) -> Preview:
    """What an import would do: every row goes the whole way and is taken back.

    Raises:
        NotImportable, SheetUnreadable, SheetEmpty, SheetTooLong, MappingInvalid, Forbidden.
    """
    target, sheet = _open(actor, entity, stream, name)
    fields = mappings.resolve(target, sheet.headings, mapping)
    rows = list(_rows(target, sheet, fields))
    outcome = Outcome()
    try:
        with transaction.atomic():
            outcome = _apply(actor, target, rows, mode, skip_bad=True, progress=None)
            raise _TakeBack
    except _TakeBack:
        pass
    return Preview(
        columns=tuple(_columns(sheet, fields)),
        rows=tuple(each.values for each in rows[:SHOWN_ROWS]),
        total=len(rows),
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        problems=_shown(outcome.problems, sheet, fields),
        missing=tuple(_unfilled(target, fields)),
    )


@tenancy.unit_of_work
def run(
    actor: Actor,
    entity: str,
    stream: IO[bytes],
    name: str,
    mapping: FieldMapping | None = None,
    *,
    mode: Mode = "upsert",
    on_error: OnError = "stop",
    progress: Progress | None = None,
) -> Report:
    """Import a sheet. ``stop``: any mistake and nothing is written; ``skip``: the rows in order are written.

    Records are named by the target's keys: ``upsert`` changes those that are there and makes the others.

    Raises:
        NotImportable, SheetUnreadable, SheetEmpty, SheetTooLong, MappingInvalid, Forbidden.
    """
    target, sheet = _open(actor, entity, stream, name)
    fields = mappings.resolve(target, sheet.headings, mapping)
    rows = list(_rows(target, sheet, fields))
    outcome = Outcome()
    try:
        with transaction.atomic():
            outcome = _apply(actor, target, rows, mode, skip_bad=on_error == "skip", progress=progress)
            if outcome.problems and on_error == "stop":
                raise _TakeBack
    except _TakeBack:
        return Report(len(rows), 0, 0, 0, 0, _shown(outcome.problems, sheet, fields), is_applied=False)
    bad = len({each.row for each in outcome.problems})
    return Report(
        len(rows),
        outcome.created,
        outcome.updated,
        outcome.unchanged,
        bad,
        _shown(outcome.problems, sheet, fields),
        True,
    )


def _open(actor: Actor, entity: str, stream: IO[bytes], name: str) -> tuple[ImportTarget, Sheet]:
    target = target_of(entity)
    access.require(actor, f"{entity}.import")
    return target, read(stream, name)


def _rows(target: ImportTarget, sheet: Sheet, fields: Sequence[str | None]) -> Iterator[ImportRow]:
    known = target.fields
    for number, cells in sheet.rows:
        pairs = ((field, cell) for field, cell in zip(fields, cells, strict=True) if field is not None)
        yield ImportRow(number, {field: from_cell(known[field], cell) for field, cell in pairs})


def _apply(
    actor: Actor,
    target: ImportTarget,
    rows: Sequence[ImportRow],
    mode: Mode,
    *,
    skip_bad: bool,
    progress: Progress | None,
) -> Outcome:
    good, problems = _without_repeats(target, rows)
    total = Outcome(problems=tuple(problems))
    for start in range(0, len(good), BATCH):
        done = target.apply(actor, good[start : start + BATCH], mode)
        total = Outcome(
            total.created + done.created,
            total.updated + done.updated,
            total.unchanged + done.unchanged,
            (*total.problems, *done.problems),
        )
        if progress is not None:
            progress(min(start + BATCH, len(good)), len(rows))
        if len(total.problems) > MOST_PROBLEMS and not skip_bad:
            break
    return total


def _without_repeats(target: ImportTarget, rows: Sequence[ImportRow]) -> tuple[list[ImportRow], list[RowProblem]]:
    """Two rows that name the same record would overwrite each other: the later one is a mistake."""
    first: dict[tuple[Any, ...], int] = {}
    good: list[ImportRow] = []
    problems: list[RowProblem] = []
    for row in rows:
        key = tuple(str(row.values.get(name)) for name in target.keys)
        named = any(row.values.get(name) is not None for name in target.keys)
        if named and key in first:
            problem = FieldProblem(target.keys[0], "REPEATED_ROW", _REPEATED, {"first": first[key]})
            problems.append(RowProblem(row.number, target.keys[0], problem))
            continue
        first.setdefault(key, row.number)
        good.append(row)
    return good, problems


def _shown(problems: Sequence[RowProblem], sheet: Sheet, fields: Sequence[str | None]) -> tuple[CellProblem, ...]:
    headings = {field: heading for field, heading in zip(fields, sheet.headings, strict=True) if field}
    found = [
        CellProblem(
            each.row, headings.get(each.field, each.field), each.problem.code, each.problem.text, each.problem.facts
        )
        for each in sorted(problems, key=lambda problem: problem.row)
    ]
    return tuple(found[:MOST_PROBLEMS])


def _columns(sheet: Sheet, fields: Sequence[str | None]) -> Iterator[SheetColumn]:
    for at, (heading, field) in enumerate(zip(sheet.headings, fields, strict=True)):
        cells = [str(cells[at]) for _, cells in sheet.rows[:50] if cells[at] is not None]
        yield SheetColumn(heading, field, tuple(dict.fromkeys(each[:60] for each in cells))[:3])


def _unfilled(target: ImportTarget, fields: Sequence[str | None]) -> Iterator[str]:
    for name, field in target.fields.items():
        of = field.field
        if of.required and of.default is None and of.default_when is None and name not in fields:
            yield name
