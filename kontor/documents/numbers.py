"""Numbers of documents: fast ones before the rows are written, gapless ones as the very last statement (P6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kontor.documents.references import label_of
from kontor.documents.session import Session
from kontor.documents.store.write import write_numbers
from kontor.documents.working import WorkingDocument
from kontor.engines.numbering import api as numbering

AT_CREATE = "create"


def give_early(session: Session, documents: Iterable[WorkingDocument]) -> list[WorkingDocument]:
    """Number what takes fast numbers; drafts get their temporary one. Returns those that wait for a gapless number."""
    late: list[WorkingDocument] = []
    early: list[WorkingDocument] = []
    for document in documents:
        if document.wants_number and not document.is_numbered:
            (late if document.model.type.numbering.mode == "legal" else early).append(document)
        if document.is_new and not document.number:
            document.number = numbering.draft_number(document.id)
    for series, mine in _by_series(session, early):
        for document, number in zip(mine, numbering.allocate(session.actor, series, len(mine)), strict=True):
            document.number, document.is_numbered = number, True
    return late


def give_late(session: Session, documents: Sequence[WorkingDocument]) -> None:
    """Gapless numbers, under the counter's lock until the commit that follows at once."""
    rows: list[dict[str, Any]] = []
    for series, mine in _by_series(session, documents):
        for document, number in zip(mine, numbering.allocate(session.actor, series, len(mine)), strict=True):
            document.number, document.is_numbered = number, True
            rows.append({"id": str(document.id), "number": number})
    write_numbers(rows)


def _by_series(
    session: Session, documents: Iterable[WorkingDocument]
) -> list[tuple[numbering.NumberSeries, list[WorkingDocument]]]:
    """Documents by the series they are numbered in, counters in one order so that two commands never cross."""
    grouped: dict[tuple[str, str, str], tuple[numbering.NumberSeries, list[WorkingDocument]]] = {}
    for document in documents:
        series = _series(session, document)
        key = (series.type_code, series.scope_key, series.period)
        grouped.setdefault(key, (series, []))[1].append(document)
    return [grouped[key] for key in sorted(grouped)]


def _series(session: Session, document: WorkingDocument) -> numbering.NumberSeries:
    rule = document.model.type.numbering
    return numbering.series_for(
        document.type_code,
        rule,
        day=document.values.get("document_date") or document.document_date or session.today,
        organisation_id=document.organisation_id,
        values=_facts(session, document, rule.pattern),
    )


def _facts(session: Session, document: WorkingDocument, pattern: str) -> Mapping[str, Any]:
    """The document's values; a reference the pattern shows by its code."""
    facts = dict(document.values)
    for field in document.model.header.references:
        value = facts.get(field.name)
        if value is not None and f"{{{field.name}}}" in pattern and field.refer_by == "id":
            record = session.references.find(field, value)
            facts[field.name] = "" if record is None else str(record.get("code") or label_of(record))
    return facts
