"""Rights from roles: default closed, denies win, scopes, conditions, keys, limits, fields (P5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kontor.engines.access import api
from kontor.engines.access.errors import AssignmentInvalid, RoleUnknown
from kontor.engines.access.grants import covers
from kontor.engines.access.tests.conftest import allow, deny, publish, role
from kontor.engines.events import api as events
from kontor.kernel.actor import Actor
from kontor.kernel.clock import FixedClock, use_clock
from kontor.kernel.errors import Forbidden, NotFound
from kontor.kernel.ids import new_id
from kontor.tenancy.api import working
from kontor.testing.builders import make_actor, make_organisation, make_tenant

pytestmark = pytest.mark.usefixtures("database")


def can(actor: Actor, permission: str, record=None) -> bool:
    with working(actor, read_only=True):
        return api.can(actor, permission, record).allowed


def record(**facts) -> dict:
    return {"organisation": None, "created_by": new_id(), **facts}


@pytest.mark.parametrize(
    ("pattern", "permission", "covered"),
    [
        ("*", "order.read", True),
        ("order.*", "order.line.approve", True),
        ("order.line.*", "order.read", False),
        ("order.read", "order.read", True),
        ("order.read", "order.readall", False),
        ("order.*", "orders.read", False),
    ],
)
def test_patterns_cover_names_and_branches(pattern, permission, covered):
    assert covers(pattern, permission) is covered


def test_without_a_role_nothing_is_allowed_even_without_configuration(tenant, actor):
    assert not can(actor, "order.read")
    publish(tenant, [role("buyer", allow("*"))])
    assert not can(actor, "order.read")
    with working(actor, read_only=True):
        assert api.permissions_of(actor) == frozenset()
        assert api.row_condition(actor, "order.read").is_nothing
        with pytest.raises(Forbidden) as caught:
            api.require(actor, "order.read")
    assert (caught.value.permission, "None of your roles" in caught.value.message("en")) == ("order.read", True)
    assert "您的角色均未授予此權限" in caught.value.message("zh-Hant")


def test_the_platform_itself_may_do_everything(tenant):
    system = tenant.system
    assert can(system, "order.read", record())
    with working(system, read_only=True):
        assert api.row_condition(system, "anything.at_all").is_everything
        assert api.limit_for(system, "order.approve", "TWD") is None


def test_a_deny_wins_over_every_allow(holder):
    actor = holder(role("buyer", allow("order.*", scope="all")), role("clerk", deny("order.approve", scope="all")))
    assert can(actor, "order.read", record())
    assert not can(actor, "order.approve", record())
    assert not can(actor, "order.approve")
    with working(actor, read_only=True):
        decision = api.can(actor, "order.approve", record())
        assert decision.grant is not None and decision.grant.role == "clerk"
        assert api.permissions_of(actor) >= {"order.read", "order.line.approve"}
        assert "order.approve" not in api.permissions_of(actor)


def test_a_role_reaches_its_organisation_and_everything_below(tenant, holder):
    plant = make_organisation(tenant, "plant")
    line = make_organisation(tenant, "line", parent_id=plant.id)
    actor = holder(role("buyer", allow("order.read")), organisation_id=plant.id)
    assert can(actor, "order.read", record(organisation=plant.id))
    assert can(actor, "order.read", record(organisation=str(line.id)))
    assert not can(actor, "order.read", record(organisation=tenant.company.id))
    assert can(actor, "order.read", record(organisation=None))
    assert not can(actor, "order.read", {"created_by": actor.user_id})
    assert can(actor, "order.read")


def test_own_records_are_those_one_made_or_owns(holder):
    actor = holder(role("employee", allow("order.read", scope="own")))
    assert can(actor, "order.read", record(created_by=actor.user_id))
    assert can(actor, "order.read", record(requester=actor.user_id))
    assert not can(actor, "order.read", record(requester=new_id()))
    assert not can(actor, "order.read", {})


def test_a_condition_sees_the_record_the_actor_and_the_day(holder):
    small = {"and": [{"<": [{"var": "amount"}, 100]}, {"!=": [{"var": "requester"}, {"var": "actor.id"}]}]}
    actor = holder(role("clerk", allow("order.approve", scope="all", when=small)))
    assert can(actor, "order.approve", record(amount=Decimal(99), requester=new_id()))
    assert not can(actor, "order.approve", record(amount=Decimal(100), requester=new_id()))
    assert not can(actor, "order.approve", record(amount=Decimal(99), requester=actor.user_id))


def test_a_condition_that_cannot_be_computed_closes(holder):
    broken = {"<": [{"var": "amount"}, 100]}
    actor = holder(
        role("clerk", allow("order.approve", scope="all", when=broken), allow("order.read", scope="all")),
        role("guard", deny("order.read", scope="all", when=broken)),
    )
    for permission in ("order.approve", "order.read"):
        assert not can(actor, permission, record(amount="a lot"))


def test_an_api_key_narrows_what_roles_allow(holder):
    actor = holder(role("buyer", allow("*", scope="all")))
    narrowed = actor.replace(permissions=frozenset({"order.*"}))
    assert can(narrowed, "order.line.approve", record())
    assert not can(narrowed, "invoice.read", record())
    with working(narrowed, read_only=True):
        assert all(each.startswith("order.") for each in api.permissions_of(narrowed))
        assert api.row_condition(narrowed, "invoice.read").is_nothing
        assert "API key" in api.can(narrowed, "invoice.read").reason.en


def test_permissions_leave_out_what_denies_rule_out_within_the_same_organisations(tenant, holder):
    plant = make_organisation(tenant, "plant")
    accountant = role("accountant", allow("invoice.*"), deny("invoice.pay"))
    actor = holder(accountant, organisation_id=plant.id)
    with working(actor, read_only=True):
        assert "invoice.pay" not in api.permissions_of(actor)
    api.assign_role(tenant.system, actor.user_id, "accountant", tenant.company.id)
    with working(actor, read_only=True):
        assert "invoice.pay" not in api.permissions_of(actor)


def test_a_role_holds_from_its_first_to_its_last_day(tenant):
    publish(tenant, [role("buyer", allow("order.read", scope="all"))])
    actor = make_actor(tenant)
    api.assign_role(
        tenant.system, actor.user_id, "buyer", valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31)
    )  # fmt: skip
    # 16:30 UTC is the next day in Taipei already.
    for moment, expected in (
        (datetime(2026, 2, 28, 12, tzinfo=UTC), False),
        (datetime(2026, 2, 28, 16, 30, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 16, 30, tzinfo=UTC), False),
    ):
        with use_clock(FixedClock(moment)):
            assert can(actor, "order.read") is expected


def test_ending_an_assignment_ends_the_right_and_leaves_events(tenant, holder):
    actor = holder(role("buyer", allow("order.read", scope="all")))
    with working(tenant.system):
        (assignment,) = api.assignments_of(actor.user_id)
        assert api.can(actor, "order.read")
        api.end_assignment(tenant.system, assignment.id)
        assert not api.can(actor, "order.read")
        kinds = [each.kind for each in events.history(actor.user_id)]
    assert kinds == ["role.ended", "role.assigned"]
    assert not can(actor, "order.read")
    with pytest.raises(NotFound):
        api.end_assignment(tenant.system, assignment.id)


def test_assigning_the_same_again_changes_nothing(tenant, holder):
    buyer = role("buyer", allow("order.read"))
    actor = holder(buyer, organisation_id=tenant.company.id)
    again = api.assign_role(tenant.system, actor.user_id, "buyer", tenant.company.id)
    with working(tenant.system, read_only=True):
        assert [each.id for each in api.assignments_of(actor.user_id)] == [again.id]
        assert api.holders_of("buyer") == {actor.user_id}
        assert api.holders_of("buyer", tenant.company.id) == {actor.user_id}


def test_only_who_may_assign_roles_does_so(tenant, holder):
    actor = holder(role("buyer", allow("order.*")), known=[role("admin", allow("*", scope="all"))])
    with pytest.raises(Forbidden):
        api.assign_role(actor, actor.user_id, "admin")
    api.assign_role(tenant.system, actor.user_id, "admin")
    assert api.assign_role(actor, actor.user_id, "buyer", tenant.company.id).role == "buyer"


def test_impossible_assignments_are_refused(tenant, holder):
    actor = holder(role("buyer", allow("order.*")))
    with pytest.raises(RoleUnknown) as caught:
        api.assign_role(tenant.system, actor.user_id, "buyr")
    assert (caught.value.suggestion, caught.value.known) == ("buyer", ("buyer",))
    with pytest.raises(NotFound):
        api.assign_role(tenant.system, actor.user_id, "buyer", make_tenant().company.id)
    stranger = make_actor(make_tenant())
    with pytest.raises(AssignmentInvalid):
        api.assign_role(tenant.system, stranger.user_id, "buyer")
    with pytest.raises(AssignmentInvalid):
        api.assign_role(
            tenant.system, actor.user_id, "buyer", valid_from=date(2026, 2, 2), valid_to=date(2026, 2, 1)
        )  # fmt: skip


def limits(*stated: tuple) -> list[dict]:
    names = ("permission", "amount", "currency", "category")
    return [dict(zip(names, each, strict=False)) for each in stated]


def test_the_largest_limit_of_all_roles_holds_and_within_a_role_the_most_specific(tenant, holder):
    buyer = role(
        "buyer", allow("order.approve"),
        limits=limits(("order.approve", "100"), ("order.approve", "200", "USD"), ("order.approve", "50", "USD", "it")),
    )  # fmt: skip
    clerk = role("clerk", allow("order.*"), limits=limits(("order.*", "70", "USD")))
    actor = holder(buyer, clerk, organisation_id=tenant.company.id)
    with working(actor, read_only=True):
        for currency, category, expected in (
            ("TWD", None, 100), ("USD", None, 200), ("USD", "tools", 200), ("USD", "it", 70), (None, None, 100)
        ):  # fmt: skip
            assert api.limit_for(actor, "order.approve", currency, category) == expected
        assert api.limit_for(actor, "order.approve", "TWD", organisation_id=tenant.company.id) == 100
        assert api.limit_for(actor, "order.approve", "TWD", organisation_id=new_id()) == 0


def test_stated_limits_close_other_currencies_and_a_role_without_limits_opens(holder):
    limited = role("buyer", allow("order.approve", scope="all"), limits=limits(("order.approve", "100", "TWD")))
    free = role("head", allow("order.*", scope="all"))
    actor = holder(limited, known=[free])
    with working(actor, read_only=True):
        assert api.limit_for(actor, "order.approve", "EUR") == 0
        assert api.limit_for(actor, "invoice.pay", "TWD") == 0
    actor = holder(limited, free)
    with working(actor, read_only=True):
        assert api.limit_for(actor, "order.approve", "EUR") is None


def test_a_limit_without_the_permission_gives_no_authority(holder):
    actor = holder(
        role("buyer", allow("order.*", scope="all"), deny("order.approve", scope="all"),
             limits=limits(("order.approve", "100")))
    )  # fmt: skip
    with working(actor, read_only=True):
        assert api.limit_for(actor, "order.approve", "TWD") == 0


def hidden(field: str, access: str, type_code: str = "order") -> dict:
    return {"type": type_code, "field": field, "access": access}


def test_hidden_fields_are_left_out_masked_or_read_only(holder):
    actor = holder(
        role("clerk", allow("order.read", scope="all"),
             hidden_fields=[hidden("cost", "none"), hidden("price", "mask"), hidden("terms", "read")])
    )  # fmt: skip
    with working(actor, read_only=True):
        access = api.field_access(actor, "order")
        assert api.field_access(actor, "invoice").rights == {}
    values = {"cost": 1, "cost__label": "1", "price": 2, "price__label": "2", "terms": "30", "note": None, "total": 3}
    assert access.conceal(values) == {
        "price": api.MASK, "price__label": api.MASK, "terms": "30", "note": None, "total": 3
    }  # fmt: skip
    assert access.refused(["cost", "price", "terms", "note"]) == ["cost", "price", "terms"]
    assert [access.is_visible(each) for each in ("cost", "price", "terms", "note")] == [False, False, True, True]


def test_another_role_shows_what_one_hides(holder):
    clerk = role("clerk", allow("order.read", scope="all"), hidden_fields=[hidden("cost", "none")])
    head = role("head", allow("order.*", scope="all"), hidden_fields=[hidden("cost", "read")])
    stranger = role("payer", allow("invoice.*", scope="all"))
    for roles, expected in (((clerk,), "none"), ((clerk, stranger), "none"), ((clerk, head), "read")):
        actor = holder(*roles)
        with working(actor, read_only=True):
            assert api.field_access(actor, "order").right("cost") == expected


def test_roles_are_read_once_in_a_unit_of_work(tenant, holder):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    actor = holder(role("buyer", allow("order.*")), organisation_id=tenant.company.id)
    with working(actor, read_only=True), CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            api.can(actor, "order.read", record())
            api.permissions_of(actor)
            api.row_condition(actor, "order.read")
            api.limit_for(actor, "order.approve", "TWD")
    assert len(queries) == 2  # assignments, organisation tree


def test_an_explanation_names_every_grant_and_what_would_change_the_answer(holder):
    small = {"<": [{"var": "amount"}, 100]}
    actor = holder(
        role("clerk", allow("order.approve", scope="all", when=small), deny("order.approve", scope="own")),
        known=[role("head", allow("order.*"))],
    )
    with working(actor, read_only=True):
        refused = api.explain(actor, "order.approve", record(amount=Decimal(150)))
        allowed = api.explain(actor, "order.approve", record(amount=Decimal(50)))
        general = api.explain(actor, "order.approve")
    assert not refused.decision.allowed
    assert [(each.role, each.effect, each.holds) for each in refused.considered] == [
        ("clerk", "allow", False), ("clerk", "deny", False)
    ]  # fmt: skip
    assert refused.considered[0].trace is not None
    assert (refused.roles, refused.would_allow) == (("clerk",), ("head",))
    assert allowed.decision.allowed and allowed.would_allow == ()
    assert [each.holds for each in general.considered] == [None, None]
