"""The demo company: what a newcomer finds is complete, at every step, and its books are proven."""

from __future__ import annotations

import pytest

from kontor.apps.demo import TENANT_CODE, build
from kontor.apps.demo.history import STEPS
from kontor.kernel.actor import Actor
from kontor.kernel.progress import Silence
from kontor.kernel.proofs import prove
from kontor.tenancy import api as tenancy

pytestmark = pytest.mark.usefixtures("database")


def test_every_step_has_somebody_waiting_and_the_books_are_proven() -> None:
    sign_ins = build(Silence(), chains=len(STEPS) + 2, password="a-demo-password")
    assert {each["password"] for each in sign_ins} == {"a-demo-password"}
    tenant_id = tenancy.get_tenant(TENANT_CODE)
    with tenancy.working(Actor.system(tenant_id), read_only=True):
        broken = [each for each in prove(tenant_id) if not each.holds]
    assert not broken, broken
