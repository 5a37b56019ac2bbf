"""One transaction, one tenant, one actor; retried when the database gives way (P15)."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import DatabaseError, connection

from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.tenancy import api, context
from kontor.tenancy.errors import ConcurrentUpdate, OutsideUnitOfWork, WorkMismatch
from kontor.testing.builders import BuiltTenant, make_tenant
from kontor.testing.parallel import run_parallel

pytestmark = pytest.mark.usefixtures("database")


@api.unit_of_work
def rename(actor: Actor, name: str, fail: bool = False) -> context.WorkContext:
    api.Organisation.objects.update(name=name)
    if fail:
        raise ZeroDivisionError
    return context.current()


@api.reading
def company_name(actor: Actor) -> str:
    return api.Organisation.objects.values_list("name", flat=True).get()


def test_a_unit_of_work_commits_all_or_nothing(tenant):
    rename(tenant.system, "new")
    with pytest.raises(ZeroDivisionError):
        rename(tenant.system, "newer", fail=True)
    assert company_name(tenant.system) == "new"


def test_the_context_names_tenant_actor_version_and_correlation(tenant):
    version = new_id()
    with api.working(tenant.system):
        api.set_config_version(version)
        assert context.current().config_version_id == version
    acting = tenant.system
    work = rename(acting, "x")
    assert (work.tenant_id, work.actor, work.config_version_id) == (tenant.id, acting, version)
    assert work.correlation_id == acting.correlation_id


def test_there_is_no_context_outside():
    assert context.find() is None
    with pytest.raises(OutsideUnitOfWork):
        context.current()


def test_a_reading_cannot_write(tenant):
    @api.reading
    def sneak(actor: Actor) -> None:
        api.Organisation.objects.update(name="sneaked")

    with pytest.raises(DatabaseError, match="read-only"):
        sneak(tenant.system)
    with pytest.raises(WorkMismatch), api.working(tenant.system, read_only=True):
        rename(tenant.system, "y")


def test_nested_calls_join_and_show_their_own_actor(tenant):
    inner = tenant.system.replace(causation_id=new_id())

    @api.unit_of_work
    def outer(actor: Actor) -> tuple[context.WorkContext, context.WorkContext]:
        joined = rename(inner, "nested")
        assert company_name(actor) == "nested"
        return joined, context.current()

    joined, own = outer(tenant.system)
    assert joined.actor is inner
    assert own.actor is not inner
    assert joined.unit is own.unit


def test_a_nested_call_for_another_tenant_is_a_mistake(tenant):
    stranger = make_tenant().system
    with pytest.raises(WorkMismatch), api.working(tenant.system):
        rename(stranger, "z")


def test_what_is_remembered_dies_with_the_unit(tenant):
    asked = []
    for _ in range(2):
        with api.working(tenant.system):
            for _ in range(3):
                context.current().remember("answer", lambda: asked.append(1))
    assert len(asked) == 2


def test_on_commit_runs_after_the_commit_outside_the_unit_and_never_after_a_rollback(tenant):
    seen: list[object] = []

    @api.unit_of_work
    def act(actor: Actor, fail: bool) -> None:
        context.on_commit(lambda: seen.append((context.find(), connection.in_atomic_block)))
        if fail:
            raise ZeroDivisionError

    act(tenant.system, False)
    with pytest.raises(ZeroDivisionError):
        act(tenant.system, True)
    assert seen == [(None, False)]


def raise_deadlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'gave way' USING ERRCODE = '40P01'; END $$")


def test_a_deadlock_is_tried_again_and_what_the_first_try_did_is_gone(tenant):
    tries = []

    @api.unit_of_work
    def act(actor: Actor) -> None:
        tries.append(company_name(actor))
        rename(actor, f"try {len(tries)}")
        if len(tries) < 3:
            raise_deadlock()

    act(tenant.system)
    assert tries == ["Test company"] * 3
    assert company_name(tenant.system) == "try 3"


def test_after_three_tries_the_caller_hears_of_it(tenant):
    tries = []

    @api.unit_of_work
    def act(actor: Actor) -> None:
        tries.append(1)
        raise_deadlock()

    with pytest.raises(ConcurrentUpdate):
        act(tenant.system)
    assert len(tries) == 3


def test_a_real_deadlock_between_two_units_is_resolved(tenant):
    both = threading.Barrier(2, timeout=20)
    organisations = [tenant.company.id, api.create_organisation(
        tenant.system, code="B", name="B", kind="department", parent_id=tenant.company.id
    ).id]  # fmt: skip
    meet = {0: True, 1: True}

    def swap(order: int) -> None:
        first, second = organisations if order == 0 else organisations[::-1]

        @api.unit_of_work
        def act(actor: Actor) -> None:
            api.Organisation.objects.filter(id=first).update(name=f"by {order}")
            if meet[order]:
                meet[order] = False
                both.wait()
            api.Organisation.objects.filter(id=second).update(name=f"by {order}")

        act(tenant.system)

    results = run_parallel([lambda: swap(0), lambda: swap(1)], threads=2)
    assert results == [None, None]


def test_two_tenants_at_once_each_see_their_own():
    tenants = [make_tenant() for _ in range(4)]

    def act(each: BuiltTenant) -> bool:
        rename(each.system, each.code)
        return company_name(each.system) == each.code

    assert run_parallel([partial(act, each) for each in tenants * 5], threads=4) == [True] * 20
