"""A purchasing history through the public API, every figure equal to the last decimal, both ledgers proven.

Always on the small history in ``tests/data/purchasing``; on a slice of the real one too where it lies beside the
checkout. The whole of it is ``make replay``. Requests go through the WSGI application, users sign in with passwords.
"""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bench.client import Client
from bench.replay.chain import drive, pay_everything, staffed
from bench.replay.company import PASSWORD, Company, found
from bench.replay.data import Source, read
from bench.replay.masterdata import load
from bench.replay.report import figures
from kontor.kernel.actor import Actor
from kontor.kernel.proofs import prove
from kontor.tenancy.api import working
from kontor.testing.builders import unique

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
SYNTHETIC = ROOT / "tests" / "data" / "purchasing"
REAL = ROOT.parent / "shared" / "data" / "adventureworks"


def _replay(source: Source) -> None:
    from django.core.wsgi import get_wsgi_application

    company = found(source, unique("aw"))
    transport = httpx.WSGITransport(app=get_wsgi_application())

    def sign_in(login: str) -> Client:
        return Client("http://testserver", company.address_of(login), PASSWORD, transport=transport)

    admin = sign_in("admin")
    loaded, staff = load(admin, source), staffed(source, sign_in)
    delivered = [drive(order, staff, loaded) for order in source.orders]
    paid = pay_everything(staff, "2025-12-31")
    different = [each for each in figures(admin, source, delivered, paid) if not each.is_equal]
    assert not different
    _assert_proven(company)


def _assert_proven(company: Company) -> None:
    with working(Actor.system(company.tenant_id), read_only=True):
        broken = [each for each in prove(company.tenant_id) if not each.holds]
    assert not broken, broken


def test_the_small_history_replays_exactly() -> None:
    source = read(SYNTHETIC)
    lines = [line for order in source.orders for line in order.lines]
    assert {order.status for order in source.orders} == {"1", "2", "3", "4"}
    assert any(line.received < line.ordered for line in lines)
    assert any(line.rejected for line in lines)
    _replay(source)


@pytest.mark.skipif(not REAL.exists(), reason="the real history is not beside the checkout")
def test_a_slice_of_the_real_history_replays_exactly() -> None:
    _replay(read(REAL, 12))
