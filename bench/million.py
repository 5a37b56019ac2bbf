"""Lists, counts, stock, search and trial balance over many documents, loaded set-based from one that was made properly.

Every copy has its own id, number, date and state, and the rows beside it that reading needs: lines, attribute index,
search entry. Constraints and triggers rest while loading; nothing of it is posted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.client import Client
from bench.company import PASSWORD, Company, address_of
from bench.measure import Figure, timed
from bench.steps import fire, order, receive, wanted_lines

STATES = ("draft", "in_review", "po_created", "closed")

NEW = """
CREATE TEMP TABLE made AS
SELECT n, uuidv7(make_interval(secs => n - %(count)s)) AS id,
  now() - make_interval(secs => %(count)s - n) AS at,
  (%(states)s::text[])[1 + n %% 4] AS state,
  CASE WHEN n %% 10 = 0 THEN 'consumable' ELSE 'daily' END AS kind
FROM generate_series(1, %(count)s) AS n
"""
DOCUMENTS = """
INSERT INTO document
SELECT (jsonb_populate_record(d, jsonb_build_object('id', m.id, 'number', 'BN-' || m.n, 'state', m.state,
  'created_at', m.at, 'document_date', m.at::date, 'total_amount', m.n %% 100000,
  'title', 'Parts ' || m.n, 'data', d.data || jsonb_build_object('kind', m.kind)))).*
FROM document d CROSS JOIN made m WHERE d.id = %(template)s
"""
LINES = """
INSERT INTO document_line
SELECT (jsonb_populate_record(l, jsonb_build_object('id', uuidv7(), 'document_id', m.id))).*
FROM document_line l CROSS JOIN made m WHERE l.document_id = %(template)s
"""
INDEX = """
INSERT INTO attribute_index
SELECT (jsonb_populate_record(i, jsonb_build_object('record_id', m.id,
  'v_text', CASE WHEN i.v_text = 'daily' THEN m.kind ELSE i.v_text END))).*
FROM attribute_index i CROSS JOIN made m WHERE i.record_id = %(template)s
"""
SEARCH = """
INSERT INTO search_entry
SELECT (jsonb_populate_record(s, jsonb_build_object('id', m.id, 'title', 'BN-' || m.n,
  'terms', ((s.terms::text || ' ''bn-' || m.n || ''':1')::tsvector)::text))).*
FROM search_entry s CROSS JOIN made m WHERE s.id = %(template)s
"""
BALANCES = """
INSERT INTO stock_balance
SELECT (jsonb_populate_record(b, jsonb_build_object('id', uuidv7(), 'item_id', i.id, 'location_id', p.id))).*
FROM stock_balance b CROSS JOIN sku i CROSS JOIN location p
WHERE b.id = (SELECT id FROM stock_balance WHERE tenant_id = %(tenant)s AND on_hand > 0 LIMIT 1)
  AND i.tenant_id = %(tenant)s AND p.tenant_id = %(tenant)s AND p.kind = 'bin'
ON CONFLICT DO NOTHING
"""
JOURNAL = """
INSERT INTO journal_line
SELECT (jsonb_populate_record(l, jsonb_build_object('id', uuidv7(), 'line_no', l.line_no + 100 * n))).*
FROM journal_line l CROSS JOIN generate_series(1, %(count)s) AS n
WHERE l.id IN (SELECT id FROM journal_line WHERE tenant_id = %(tenant)s ORDER BY entry_id LIMIT 2)
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A request that is timed, and the most its 95th percentile may take in milliseconds."""

    name: str
    ask: Callable[[], Any]
    most: int


def measure(folder: Path, address: str, company: Company, count: int, times: int = 60) -> Iterator[Figure]:
    """Load, then ask one after another over HTTP; what the network adds on the loopback is included."""
    admin = Client(address, address_of("admin"), PASSWORD)
    _load(folder, address, company, count)
    for question in _questions(admin, company, count):
        for _ in range(3):
            question.ask()
        timing = timed(lambda ask: ask(), [question.ask] * times)
        value = f"p95 {timing.p95:.1f} ms, p50 {timing.p50:.1f} ms"
        yield Figure(
            f"{question.name}, {count:,} documents", value, f"≤ {question.most} ms", timing.p95 <= question.most
        )


def _questions(admin: Client, company: Company, count: int) -> list[Question]:
    number = f"BN-{count // 2}"
    listing = {"state": "in_review", "kind": "daily", "page_size": 50, "sort": "-created_at"}
    return [
        Question("newest 50 by state and an attribute", lambda: admin.get("/documents/requisition", **listing), 25),
        Question("summary counts", lambda: admin.get("/requisitions/summary"), 50),
        Question("stock of an item", lambda: admin.get("/stock/balances", item=company.items[7]), 50),
        Question("search for a number", lambda: admin.get("/search", q=number), 50),
        Question("trial balance, two journal lines each", lambda: admin.get("/accounting/trial-balance"), 100),
    ]


def _load(folder: Path, address: str, company: Company, count: int) -> None:
    engineer, buyer, dock = (Client(address, address_of(login), PASSWORD) for login in ("engineer", "buyer", "dock"))
    body = {"values": {"title": "Parts", "currency": "TWD"}, "lines": wanted_lines(company, 2)}
    template = engineer.post("/documents/requisition", body)
    fire(engineer, "requisition", template["id"], "submit")
    receive(dock, company, order(buyer, company, 2))
    _copy(folder, {"count": count, "states": list(STATES), "template": template["id"], "tenant": company.tenant_id})


def _copy(folder: Path, values: dict[str, Any]) -> None:
    """As superuser, because triggers and foreign keys rest."""
    from kontor.runtime import installation
    from kontor.runtime.configuration.database import DATABASE_NAME

    with installation.supervisor(folder).admin(DATABASE_NAME) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("SET search_path = public, metadata, transactions, audit, analytics")
        for statement in (NEW, DOCUMENTS, LINES, INDEX, SEARCH, BALANCES, JOURNAL):
            admin.execute(statement, values)
        admin.execute("ANALYZE")
