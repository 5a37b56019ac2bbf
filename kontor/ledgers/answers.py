"""What the endpoints of both ledgers share: whose books, with which right, and labels beside ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor.engines.access import api as access
from kontor.engines.lists.api import Page, Query
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import Forbidden, NotFound
from kontor.kernel.text import Text
from kontor.ledgers.questions import Paged
from kontor.masterdata import api as masterdata
from kontor.tenancy import api as tenancy
from kontor.tenancy.models import Organisation

MOST_FOUND = 200
_COMPANY = Text(en="company", zh_hant="公司")

Row = dict[str, Any]


def company_for(actor: Actor, permission: str, asked: UUID | None = None) -> Organisation:
    """The company whose ledger is asked for (None: the actor's own), if the actor holds the permission for it.

    The permission counts for the company, or for the organisation of it the actor works in.

    Raises:
        NotFound: the actor works in no company and names none. Forbidden.
    """
    own = tenancy.company_of(actor.organisation_id) if actor.organisation_id is not None else None
    company = tenancy.company_of(asked) if asked is not None else own
    if company is None:
        raise NotFound(kind_of=_COMPANY, key="—")
    reach = [company.id, actor.organisation_id] if own is not None and own.id == company.id else [company.id]
    decisions = [access.can(actor, permission, {"organisation": each}) for each in reach]
    if not any(decision.allowed for decision in decisions):
        raise Forbidden(permission, decisions[0].reason)
    return company


def today(actor: Actor, company: Organisation) -> dt.date:
    """The company's business day."""
    return current_clock().today(tenancy.timezone_of(company.id) or actor.timezone)


def labelled(rows: Iterable[Row], references: Mapping[str, str]) -> list[Row]:
    """Rows with ``<field>__label`` beside each reference; one question for each entity."""
    given = list(rows)
    wanted: dict[str, set[Any]] = {}
    for name, entity in references.items():
        wanted.setdefault(entity, set()).update(row[name] for row in given if row.get(name) is not None)
    known = {entity: masterdata.labels(entity, keys) if keys else {} for entity, keys in wanted.items()}
    return [
        row | {f"{name}__label": known[entity].get(row.get(name) or "") for name, entity in references.items()}
        for row in given
    ]


def page_of(rows: Sequence[Row], question: Paged) -> Page:
    """A page from one row more than fits: the extra one only tells that there is more."""
    size = question.page_size
    return Page(rows=list(rows[:size]), has_more=len(rows) > size, page=question.page, page_size=size)


def ids_named(entity: str, asked: str | None) -> list[UUID] | None:
    """The record a caller names by id or by code; [] when there is none, None when nothing is asked."""
    if not asked:
        return None
    try:
        return [UUID(asked)]
    except ValueError:
        return list(masterdata.find_by_key(entity, [asked]).values())


def ids_found(actor: Actor, entity: str, text: str | None) -> list[UUID] | None:
    """Records the actor may read that the text fits; None when nothing is asked."""
    if not text or not text.strip():
        return None
    found = masterdata.list_records(actor, entity, Query(text=text.strip(), page_size=MOST_FOUND, fields=("code",)))
    return [row["id"] for row in found.rows]
