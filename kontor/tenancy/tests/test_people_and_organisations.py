"""Organisation tree, users and memberships (P14)."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from kontor.kernel.errors import NotFound
from kontor.tenancy import api
from kontor.tenancy.errors import CodeTaken, EmailTaken, NotAMember, OrganisationInvalid
from kontor.testing.builders import make_actor, make_organisation, make_tenant, unique

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def tree(tenant):
    """CO ─ plant ─ line, and CO ─ sales."""
    plant = make_organisation(tenant, "plant", kind="site")
    line = make_organisation(tenant, "line", parent_id=plant.id)
    sales = make_organisation(tenant, "sales")
    return {"CO": tenant.company, "plant": plant, "line": line, "sales": sales}


def subtree(tenant, node) -> set[str]:
    with api.working(tenant.system, read_only=True):
        return {api.get_organisation(each).code for each in api.organisation_subtree(node.id)}


def test_a_subtree_is_the_node_and_everything_below(tenant, tree):
    assert subtree(tenant, tree["CO"]) == {"CO", "plant", "line", "sales"}
    assert subtree(tenant, tree["plant"]) == {"plant", "line"}
    assert subtree(tenant, tree["line"]) == {"line"}


def test_moving_a_node_takes_everything_below_along(tenant, tree):
    api.move_organisation(tenant.system, tree["plant"].id, tree["sales"].id)
    assert subtree(tenant, tree["sales"]) == {"sales", "plant", "line"}
    with api.working(tenant.system, read_only=True):
        assert api.get_organisation(tree["line"].id).path == [
            tree["CO"].id, tree["sales"].id, tree["plant"].id, tree["line"].id
        ]  # fmt: skip
        assert api.get_organisation(tree["plant"].id).parent_id == tree["sales"].id


def test_a_node_cannot_be_moved_below_itself(tenant, tree):
    for target in ("plant", "line"):
        with pytest.raises(OrganisationInvalid):
            api.move_organisation(tenant.system, tree["plant"].id, tree[target].id)


def test_the_company_of_a_node_is_the_nearest_above(tenant, tree):
    branch = make_organisation(tenant, "branch", kind="company", parent_id=tree["sales"].id)
    desk = make_organisation(tenant, "desk", parent_id=branch.id)
    foreign = make_tenant().company
    with api.working(tenant.system, read_only=True):
        assert api.company_of(desk.id).code == "branch"
        assert api.company_of(tree["line"].id).code == "CO"
        with pytest.raises(NotFound):
            api.company_of(foreign.id)


@pytest.mark.parametrize(("kind", "currency"), [("company", ""), ("company", "NTD"), ("club", "TWD"), ("site", "XX")])
def test_impossible_organisations_are_refused(tenant, kind, currency):
    with pytest.raises(OrganisationInvalid):
        api.create_organisation(tenant.system, code="x", name="X", kind=kind, currency=currency)


def test_codes_are_unique_within_their_kind(tenant):
    make_organisation(tenant, "twice")
    with pytest.raises(CodeTaken):
        make_organisation(tenant, "twice")
    make_organisation(make_tenant(), "twice")
    with pytest.raises(CodeTaken):
        api.create_tenant(tenant.code, "Again")


def test_a_new_user_signs_in_with_a_verified_address_in_any_capitals(tenant):
    email = f"{unique('Ann')}@Example.test"
    user = api.create_user(email, "Ann", password="a long enough secret")
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (email.lower(), True, True)
    assert api.User.objects.get_by_natural_key(email.upper()).check_password("a long enough secret")
    with pytest.raises(EmailTaken):
        api.create_user(email.upper(), "Other")


def test_the_actor_of_a_user_knows_home_language_and_time_zone(tenant):
    user = api.create_user(f"{unique('u')}@example.test", "王小明", language="zh-Hant")
    site = api.create_organisation(
        tenant.system, code="jp", name="JP", kind="site", parent_id=tenant.company.id, timezone="Asia/Tokyo"
    )
    desk = make_organisation(tenant, "desk", parent_id=site.id)
    api.add_member(tenant.system, user.id, desk.id)
    actor = api.actor_for(user.id, address="10.0.0.7", via="api_key")
    assert (actor.tenant_id, actor.organisation_id, actor.language, actor.timezone, actor.name) == (
        tenant.id, desk.id, "zh-Hant", "Asia/Tokyo", "王小明"
    )  # fmt: skip
    assert (actor.address, actor.via) == ("10.0.0.7", "api_key")


def test_whoever_is_no_active_member_becomes_no_actor(tenant):
    ann = make_actor(tenant)
    assert ann.timezone == "Asia/Taipei"
    with pytest.raises(NotAMember):
        api.actor_for(ann.user_id, make_tenant().id)
    api.remove_member(tenant.system, ann.user_id)
    with pytest.raises(NotAMember):
        api.actor_for(ann.user_id, tenant.id)
    api.add_member(tenant.system, ann.user_id, tenant.company.id)
    assert api.actor_for(ann.user_id).tenant_id == tenant.id
    api.User.objects.filter(id=ann.user_id).update(is_active=False)
    with pytest.raises(NotAMember):
        api.actor_for(ann.user_id)


def test_members_and_labels_show_only_the_own_tenant(tenant):
    ann, stranger = make_actor(tenant, name="Ann"), make_actor(make_tenant(), name="Stranger")
    with api.working(tenant.system, read_only=True):
        assert [(each.name, each.is_active) for each in api.members()] == [("Ann", True)]
        assert api.user_labels({ann.user_id, stranger.user_id}) == {ann.user_id: "Ann"}


def test_a_user_cannot_become_a_member_at_home_in_another_tenant(tenant, actor):
    with pytest.raises(NotFound):
        api.add_member(tenant.system, actor.user_id, make_tenant().company.id)
