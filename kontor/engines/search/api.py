"""The public face of search. What is found is not yet what may be seen: the API asks documents and master data."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.db import connection

from kontor.engines.search import words
from kontor.kernel.actor import Actor
from kontor.tenancy.api import reading
from kontor.tenancy.context import current_tenant_id

MOST_HITS = 200
_WIDE_NET = 300
_SIMILAR_ENOUGH = 0.72

_INDEX = """
INSERT INTO search_entry (tenant_id, id, type_code, title, subtitle, organisation_id, terms, updated_at)
SELECT %s, e.id, e.type_code, e.title, e.subtitle, e.organisation_id, e.terms::tsvector, clock_timestamp()
FROM jsonb_to_recordset(%s::jsonb)
  AS e (id uuid, type_code text, title text, subtitle text, organisation_id uuid, terms text)
ON CONFLICT (tenant_id, id) DO UPDATE SET type_code = EXCLUDED.type_code, title = EXCLUDED.title,
  subtitle = EXCLUDED.subtitle, organisation_id = EXCLUDED.organisation_id, terms = EXCLUDED.terms,
  updated_at = EXCLUDED.updated_at
WHERE (search_entry.terms, search_entry.title, search_entry.subtitle, search_entry.organisation_id)
  IS DISTINCT FROM (EXCLUDED.terms, EXCLUDED.title, EXCLUDED.subtitle, EXCLUDED.organisation_id)
"""
_REMOVE = "DELETE FROM search_entry WHERE tenant_id = %s AND id = ANY(%s)"
_FIND = "SELECT type_code, id, title, subtitle, rank FROM kontor_search(%s::tsquery, %s::text[], %s)"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a record is found by. ``title`` weighs most (number, code, name), ``text`` least."""

    type_code: str
    record_id: UUID
    title: str
    subtitle: str = ""
    text: str = ""
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that fits; better hits have a higher ``rank``."""

    type_code: str
    record_id: UUID
    title: str
    subtitle: str
    rank: float


def index(entries: Sequence[Entry]) -> None:
    """Make records findable, or change what they are found by: one statement, in the open unit of work."""
    if not entries:
        return
    latest = {each.record_id: each for each in entries}
    rows = [
        {
            "id": str(each.record_id),
            "type_code": each.type_code,
            "title": each.title[:500],
            "subtitle": each.subtitle[:500],
            "organisation_id": str(each.organisation_id) if each.organisation_id else None,
            "terms": words.vector_of(each.title, each.subtitle, each.text),
        }
        for each in latest.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INDEX, [current_tenant_id(), json.dumps(rows, ensure_ascii=False)])


def remove(record_ids: Collection[UUID]) -> None:
    """Forget records, in the open unit of work."""
    if record_ids:
        with connection.cursor() as cursor:
            cursor.execute(_REMOVE, [current_tenant_id(), list(record_ids)])


@reading
def find(actor: Actor, text: str, limit: int = 20, types: Collection[str] | None = None) -> list[Hit]:
    """Records of the tenant fitting every word of ``text``, best first; only of ``types`` when given.

    Words may be unfinished. When nothing fits, Latin words are taken as mistyped and similar titles are found.
    """
    if types is not None and not types:
        return []
    wanted = list(types) if types is not None else None
    hits = _ask(words.query_of(text), wanted, min(limit, MOST_HITS))
    return hits or _similar(text, wanted, limit)


def _similar(text: str, types: list[str] | None, limit: int) -> list[Hit]:
    """Titles with words like those asked for, most similar first."""
    asked = [each for each in words.latin_words(text) if len(each) >= 4]
    if not asked:
        return []
    ranked = []
    for hit in _ask(words.loose_query_of(text), types, _WIDE_NET):
        likeness = min(_likeness(word, hit) for word in asked)
        if likeness >= _SIMILAR_ENOUGH:
            ranked.append(Hit(hit.type_code, hit.record_id, hit.title, hit.subtitle, round(likeness * 0.1, 4)))
    return sorted(ranked, key=lambda hit: -hit.rank)[:limit]


def _likeness(word: str, hit: Hit) -> float:
    known = words.latin_words(f"{hit.title} {hit.subtitle}")
    return max((SequenceMatcher(None, word, each, autojunk=False).ratio() for each in known), default=0.0)


def _ask(query: str, types: list[str] | None, limit: int) -> list[Hit]:
    if not query:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [query, types, limit])
        return [Hit(*row) for row in cursor.fetchall()]
