"""What the endpoints of the stock ledger answer, with rights asked and labels beside ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from uuid import UUID

from kontor.engines.access import api as access
from kontor.engines.lists.api import Page
from kontor.kernel.actor import Actor
from kontor.kernel.currencies import currency_exponent
from kontor.ledgers.answers import Row, company_for, ids_found, ids_named, labelled, page_of
from kontor.ledgers.entry import share
from kontor.ledgers.stock import api as stock
from kontor.ledgers.stock.contracts import BalanceRow
from kontor.ledgers.stock.http.questions import BalanceQuestion, HistoryQuestion
from kontor.tenancy.api import reading
from kontor.tenancy.models import Organisation

READ = "stock.read"
VALUES = "stock.value"
_PLACE_LABELS = {"item": "sku", "location": "location", "project": "project"}


@reading
def balances(actor: Actor, question: BalanceQuestion, *, only_available: bool) -> Page:
    """Balances, or free stock in picking order; with their value for whoever may see values."""
    company = company_for(actor, READ, question.company)
    wanted = _filter(actor, company, question)
    if wanted is None:
        return page_of([], question)
    ask = stock.available if only_available else stock.balances
    answer = page_of([_balance(row) for row in ask(actor, wanted, **question.window)], question)
    rows = labelled(_with_units(answer.rows), _PLACE_LABELS)
    return replace(answer, rows=_with_values(actor, company, rows))


def _filter(actor: Actor, company: Organisation, question: BalanceQuestion) -> stock.BalanceFilter | None:
    """None when what is named or searched for does not exist: then nothing is in stock either."""
    items = _both(ids_named("sku", question.item), ids_found(actor, "sku", question.q))
    locations, projects = ids_named("location", question.location), ids_named("project", question.project)
    if [] in (items, locations, projects):
        return None
    return stock.BalanceFilter(
        company_ids=[company.id],
        item_ids=items,
        within_ids=locations,
        lot=question.lot or None,
        project_id=projects[0] if projects else None,
        expires_by=question.expires_by,
    )


def _both(first: list[UUID] | None, second: list[UUID] | None) -> list[UUID] | None:
    if first is None or second is None:
        return second if first is None else first
    return [each for each in first if each in set(second)]


def _balance(row: BalanceRow) -> Row:
    return {
        "id": f"{row.item_id}/{row.location_id}/{row.lot}/{row.project_id or ''}",
        "item": row.item_id,
        "location": row.location_id,
        "lot": row.lot,
        "expiry_date": row.expiry_date,
        "project": row.project_id,
        "on_hand": row.on_hand,
        "reserved": row.reserved,
        "available": row.available,
        "last_move_date": row.last_move_date,
    }


def _with_units(rows: Sequence[Row]) -> list[Row]:
    facts = stock.item_facts({row["item"] for row in rows})
    return [row | {"unit": facts[row["item"]].unit if row["item"] in facts else None} for row in rows]


def _with_values(actor: Actor, company: Organisation, rows: list[Row]) -> list[Row]:
    """Each balance's share of its item's value, for display; the ledger keeps values by item."""
    if not rows or not may_see_values(actor, company.id):
        return rows
    pools = {row.item_id: row for row in stock.valuation(actor, company.id, item_ids=[row["item"] for row in rows])}
    places = currency_exponent(company.currency)
    for row in rows:
        pool = pools.get(row["item"])
        held = pool is not None and pool.quantity != 0
        row["value"] = share(pool.value, row["on_hand"], pool.quantity, places) if pool and held else Decimal(0)
    return rows


def may_see_values(actor: Actor, company_id: UUID) -> bool:
    """Whether the actor sees what stock is worth, here or in the books."""
    return any(
        access.can(actor, permission, {"organisation": each}).allowed
        for permission in (VALUES, "accounting.read")
        for each in (company_id, actor.organisation_id)
    )


@reading
def history(actor: Actor, question: HistoryQuestion) -> Page:
    """Moves of one item, newest first; values only for whoever may see them."""
    company = company_for(actor, READ, question.company)
    items, locations = ids_named("sku", question.item), ids_named("location", question.location)
    if not items or locations == []:
        return page_of([], question)
    moves = stock.history(
        actor,
        company.id,
        items[0],
        location_id=locations[0] if locations else None,
        lot=question.lot or None,
        since=question.since,
        until=question.until,
        **question.window,
    )
    shown = may_see_values(actor, company.id)
    answer = page_of([_move(asdict(move), shown) for move in moves], question)
    names = {"item": "sku", "source_location": "location", "target_location": "location"}
    return replace(answer, rows=labelled(answer.rows, names))


def _move(move: Row, with_value: bool) -> Row:
    renamed = {"id": move.pop("move_id")}
    for name in ("item", "source_location", "target_location"):
        renamed[name] = move.pop(f"{name}_id")
    renamed["document_id"] = move.pop("source_document_id")
    renamed["document_type"] = move.pop("source_type") or None
    renamed["line_id"] = move.pop("source_line_id")
    if not with_value:
        move = {name: value for name, value in move.items() if name not in ("value", "stock_value")}
    return renamed | move


@reading
def valuation(actor: Actor, *, company: UUID | None, as_of: dt.date | None) -> Row:
    """Quantity and value of every item, and their total."""
    books = company_for(actor, VALUES, company)
    found = stock.valuation(actor, books.id, as_of)
    rows = [{"item": row.item_id, "quantity": row.quantity, "value": row.value} for row in found]
    total = sum((row.value for row in found), Decimal(0))
    return {
        "company": books.id,
        "currency": books.currency,
        "as_of": as_of,
        "rows": labelled(_with_units(rows), {"item": "sku"}),
        "totals": {"value": total},
    }
