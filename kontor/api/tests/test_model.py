"""What the client renders from, and the specification of a tenant (Q2, P2)."""

from __future__ import annotations

import pytest

from kontor.api.tests.conftest import Api, Person, refusal, sign_in
from kontor.packaging import api as packaging


@pytest.fixture
def api(anna: Person) -> Api:
    packaging.install(anna.actor, ["procurement"])
    return sign_in(anna)[0]


def test_the_model_tells_everything_a_client_draws(api: Api) -> None:
    reply = api.get("/model")
    assert reply.status_code == 200, reply.content
    model = reply.json()["data"]
    order = model["documents"]["purchase_order"]
    assert order["label"] == {"en": "Purchase order", "zh-Hant": "採購單"}
    partner = next(each for each in order["header"] if each["name"] == "partner")
    assert partner["type"] == "reference"
    assert partner["options"]["to"] == "partner"
    assert partner["required"] is True
    total = next(each for each in order["header"] if each["name"] == "total_amount")
    assert total["computed"] is True
    assert order["workflow"]["initial"] in {each["state"] for each in order["workflow"]["states"]}
    assert all("from" in each for each in order["workflow"]["actions"])
    assert {each["target"] for each in order["flows_from"]} >= {"goods_receipt"}
    assert model["entities"]["sku"]["key"] == "code"
    assert model["navigation"]
    assert model["inboxes"]


def test_the_model_is_sent_once_for_each_version(anna: Person, api: Api) -> None:
    first = api.get("/model")
    again = api.get("/model", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    packaging.publish(anna.actor, {"settings": {"home_country": "JP"}})
    fresh = api.get("/model", If_None_Match=first.headers["ETag"])
    assert fresh.status_code == 200
    assert fresh.json()["data"]["settings"]["home_country"] == "JP"


def test_a_tenant_without_packs_is_told_so(anna: Person) -> None:
    reply = sign_in(anna)[0].get("/model")
    assert refusal(reply, 412)["code"] == "NOTHING_PUBLISHED"


def test_me_names_tenant_organisations_and_permissions(anna: Person, api: Api) -> None:
    me = api.get("/auth/me").json()["data"]
    assert me["tenant"]["code"] == anna.tenant_code
    assert [each["code"] for each in me["organisations"]] == ["ROOT"]
    assert me["permissions"] == []
    assert me["organisation_id"] == str(anna.organisation_id)
