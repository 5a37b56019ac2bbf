"""``/stock``: what is where, what is free, where it came from, what it is worth (R9, S1, S2)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from kontor.kernel.actor import Actor
from kontor.ledgers.stock.http import answers
from kontor.ledgers.stock.http.questions import BalanceQuestion, HistoryQuestion

prefix = "/stock"
router = Router(tags=["Stock"])


@router.get("/balances", operation_id="stock_balances", summary="What is where")
def balances(request: HttpRequest, question: Query[BalanceQuestion]) -> Any:
    """On hand, reserved and available by item, location and lot."""
    return answers.balances(_actor(request), question, only_available=False)


@router.get("/available", operation_id="stock_available", summary="What is free, in picking order")
def available(request: HttpRequest, question: Query[BalanceQuestion]) -> Any:
    """Free stock: what expires first, then what lies longest."""
    return answers.balances(_actor(request), question, only_available=True)


@router.get("/history", operation_id="stock_history", summary="Every move of an item")
def history(request: HttpRequest, question: Query[HistoryQuestion]) -> Any:
    """Newest first, with quantity (and value) of the company after each move."""
    return answers.history(_actor(request), question)


@router.get("/valuation", operation_id="stock_valuation", summary="What stock is worth")
def valuation(request: HttpRequest, as_of: dt.date | None = None, company: UUID | None = None) -> Any:
    """At the end of a day; without one, everything posted so far."""
    return answers.valuation(_actor(request), company=company, as_of=as_of)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor
