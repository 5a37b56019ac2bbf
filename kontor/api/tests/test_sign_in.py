"""Sign-in, refresh, logout, tenants, API keys (Q1, Q2)."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from kontor.api.tests.conftest import PASSWORD, Api, Person, person, sign_in
from kontor.kernel.actor import Actor
from kontor.kernel.clock import SystemClock
from kontor.kernel.ids import new_id
from kontor.tenancy.api import User, add_member
from kontor.testing.parallel import run_parallel


def code_of(reply):
    return reply.json()["error"]["code"]


def test_login_gives_tokens_user_and_tenants(anna: Person) -> None:
    _, data = sign_in(anna)
    assert data["expires_in"] == 3600
    assert data["user"] == {
        "id": str(anna.user_id),
        "email": anna.email,
        "name": data["user"]["name"],
        "language": "en",
    }
    assert [each["id"] for each in data["tenants"]] == [str(anna.tenant_id)]


@pytest.mark.parametrize("password", ["wrong", "x" * 4000])
def test_a_wrong_password_is_refused_without_saying_what_was_wrong(anna: Person, password: str) -> None:
    wrong = Api().post("/auth/login", {"email": anna.email, "password": password})
    unknown = Api().post("/auth/login", {"email": f"nobody-{new_id()}@example.com", "password": password})
    assert wrong.status_code == unknown.status_code == 401
    assert code_of(wrong) == code_of(unknown) == "CREDENTIALS_WRONG"


def test_guessing_passwords_is_answered_429_with_retry_after(anna: Person) -> None:
    replies = [Api().post("/auth/login", {"email": anna.email, "password": f"guess {i}"}) for i in range(8)]
    assert replies[-1].status_code == 429
    assert code_of(replies[-1]) == "RATE_LIMITED"
    assert int(replies[-1].headers["Retry-After"]) > 0


def test_a_refresh_token_works_once_and_a_replay_ends_the_family(anna: Person) -> None:
    api, data = sign_in(anna)
    first = api.post("/auth/refresh", {"refresh_token": data["refresh_token"]})
    assert first.status_code == 200
    fresh = first.json()["data"]
    assert fresh["refresh_token"] != data["refresh_token"]
    assert Api(token=fresh["access_token"]).get("/auth/api-keys").status_code == 200

    replay = api.post("/auth/refresh", {"refresh_token": data["refresh_token"]})
    assert (replay.status_code, code_of(replay)) == (401, "REFRESH_TOKEN_REUSED")
    assert api.post("/auth/refresh", {"refresh_token": fresh["refresh_token"]}).status_code == 401
    assert Api(token=fresh["access_token"]).get("/auth/api-keys").status_code == 401
    assert api.get("/auth/api-keys").status_code == 401


def test_two_refreshes_at_once_end_the_family(anna: Person) -> None:
    _, data = sign_in(anna)
    token = {"refresh_token": data["refresh_token"]}
    replies = run_parallel([lambda: str(Api().post("/auth/refresh", token).status_code)] * 2, threads=2)
    assert sorted(map(str, replies)) == ["200", "401"]


def test_allauths_own_address_uses_the_same_tokens(anna: Person) -> None:
    api, data = sign_in(anna)
    body = json.dumps({"refresh_token": data["refresh_token"]})
    address = "/_allauth/app/v1/tokens/refresh"
    assert api.client.post(address, body, content_type="application/json").status_code == 200
    assert api.client.post(address, body, content_type="application/json").status_code == 400
    assert api.get("/auth/api-keys").status_code == 401


def test_nobody_signs_up_by_themselves() -> None:
    body = json.dumps({"email": f"{new_id()}@example.com", "password": PASSWORD})
    reply = Api().client.post("/_allauth/app/v1/auth/signup", body, content_type="application/json")
    assert reply.status_code == 403


def test_logout_revokes_access_and_refresh_tokens(anna: Person) -> None:
    api, data = sign_in(anna)
    assert api.get("/auth/api-keys").status_code == 200
    assert api.post("/auth/logout").status_code == 200
    assert (api.get("/auth/api-keys").status_code, code_of(api.get("/auth/api-keys"))) == (401, "TOKEN_INVALID")
    assert api.post("/auth/refresh", {"refresh_token": data["refresh_token"]}).status_code == 401
    assert api.post("/auth/logout").status_code == 200


def test_logout_of_one_device_leaves_the_other(anna: Person) -> None:
    phone, _ = sign_in(anna)
    desk, _ = sign_in(anna)
    phone.post("/auth/logout")
    assert desk.get("/auth/api-keys").status_code == 200


def test_an_expired_access_token_is_refused(anna: Person, settings) -> None:
    settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = -1
    api, _ = sign_in(anna)
    assert code_of(api.get("/auth/api-keys")) == "TOKEN_INVALID"


def test_an_expired_session_ends_its_tokens(anna: Person) -> None:
    api, _ = sign_in(anna)
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(anna.user_id):
            session.expire_date = SystemClock().now() - timedelta(seconds=1)
            session.save()
    assert api.get("/auth/api-keys").status_code == 401


def test_a_changed_password_ends_every_sign_in(anna: Person) -> None:
    api, _ = sign_in(anna)
    user = User.objects.get(id=anna.user_id)
    user.set_password("another password 123")
    user.save()
    assert api.get("/auth/api-keys").status_code == 401


def test_a_user_switched_off_is_out_at_once(anna: Person) -> None:
    api, _ = sign_in(anna)
    User.objects.filter(id=anna.user_id).update(is_active=False)
    assert api.get("/auth/api-keys").status_code == 401


def test_a_refresh_token_is_no_access_token(anna: Person) -> None:
    _, data = sign_in(anna)
    assert Api(token=data["refresh_token"]).get("/auth/api-keys").status_code == 401


def test_a_tampered_token_is_refused(anna: Person) -> None:
    _, data = sign_in(anna)
    head, payload, signature = data["access_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["sub"] = str(person().user_id)
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    assert Api(token=f"{head}.{forged}.{signature}").get("/auth/api-keys").status_code == 401
    assert Api(token="garbage").get("/auth/api-keys").status_code == 401
    assert code_of(Api().get("/auth/api-keys")) == "UNAUTHENTICATED"


def test_a_foreign_tenant_is_refused_like_one_that_does_not_exist(anna: Person) -> None:
    api, _ = sign_in(anna)
    stranger = person()
    replies = [
        api.get("/auth/api-keys", X_Tenant=each)
        for each in (str(stranger.tenant_id), stranger.tenant_code, "none", "x" * 99)
    ]
    assert [(each.status_code, code_of(each)) for each in replies] == [(403, "NOT_A_MEMBER")] * 4
    assert api.get("/auth/api-keys", X_Tenant=anna.tenant_code).status_code == 200


def test_switching_the_tenant_lasts_over_refreshes(anna: Person) -> None:
    api, _ = sign_in(anna)
    other = person()
    refused = api.post("/auth/tenant", {"tenant": other.tenant_code})
    assert refused.status_code == 403
    add_member(Actor.system(other.tenant_id), anna.user_id, other.organisation_id)
    key_here = api.post("/auth/api-keys", {"name": "here"}).json()["data"]["api_key"]["id"]
    switched = api.post("/auth/tenant", {"tenant": other.tenant_code}).json()["data"]
    assert switched["tenant"]["id"] == str(other.tenant_id)
    there = Api(token=switched["access_token"])
    assert there.get("/auth/api-keys").json()["data"] == []
    fresh = there.post("/auth/refresh", {"refresh_token": switched["refresh_token"]}).json()["data"]
    assert Api(token=fresh["access_token"]).get("/auth/api-keys").json()["data"] == []
    assert [each["id"] for each in api.get("/auth/api-keys").json()["data"]] == [key_here]


def test_an_api_key_signs_in_until_it_is_revoked(anna: Person) -> None:
    api, _ = sign_in(anna)
    made = api.post("/auth/api-keys", {"name": "robot", "permissions": ["requisition.*"]})
    assert made.status_code == 201
    key = made.json()["data"]["key"]
    robot = Api(headers={"X-API-Key": key})
    listed = robot.get("/auth/api-keys").json()["data"]
    assert [(each["name"], each["permissions"]) for each in listed] == [("robot", ["requisition.*"])]
    assert key not in robot.get("/auth/api-keys").content.decode()
    assert listed[0]["last_used_at"] is not None
    assert Api(token=key).get("/auth/api-keys").status_code == 200
    assert Api(token=key[:-1] + ("a" if key[-1] != "a" else "b")).get("/auth/api-keys").status_code == 401
    api.delete(f"/auth/api-keys/{listed[0]['id']}")
    assert robot.get("/auth/api-keys").status_code == 401


def test_an_expired_api_key_is_refused_and_a_foreign_one_cannot_be_revoked(anna: Person) -> None:
    api, _ = sign_in(anna)
    past = (SystemClock().now() - timedelta(days=1)).isoformat()
    key = api.post("/auth/api-keys", {"name": "old", "expires_at": past}).json()["data"]
    assert Api(token=key["key"]).get("/auth/api-keys").status_code == 401
    colleague, _ = sign_in(person(anna))
    assert colleague.delete(f"/auth/api-keys/{key['api_key']['id']}").status_code == 404


def test_an_api_key_belongs_to_its_tenant(anna: Person) -> None:
    other = person()
    add_member(Actor.system(other.tenant_id), anna.user_id, other.organisation_id)
    api, _ = sign_in(anna)
    key = api.post("/auth/api-keys", {"name": "robot"}).json()["data"]["key"]
    assert Api(token=key).get("/auth/api-keys", X_Tenant=other.tenant_code).status_code == 403


def test_a_second_factor_is_asked_for(anna: Person) -> None:
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = generate_totp_secret()
    TOTP.activate(User.objects.get(id=anna.user_id), secret)
    asked = Api().post("/auth/login", {"email": anna.email, "password": PASSWORD})
    assert (asked.status_code, code_of(asked)) == (401, "SECOND_FACTOR_NEEDED")
    session_token = asked.json()["error"]["details"]["session_token"]
    wrong = Api().post("/auth/login/code", {"session_token": session_token, "code": "000000"})
    assert code_of(wrong) == "CODE_WRONG"
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    right = Api().post("/auth/login/code", {"session_token": session_token, "code": code})
    assert right.status_code == 200, right.content
    assert Api(token=right.json()["data"]["access_token"]).get("/auth/api-keys").status_code == 200


def test_ended_sign_ins_are_forgotten_and_living_ones_stay(anna: Person) -> None:
    from kontor.api.tasks import forget_ended_sessions, forget_old_replies

    api, _ = sign_in(anna)
    ended, _ = sign_in(anna)
    mine = [each for each in Session.objects.all() if each.get_decoded().get("_auth_user_id") == str(anna.user_id)]
    key = mine[0]
    Session.objects.filter(pk=key.pk).update(expire_date=SystemClock().now() - timedelta(days=1))
    forget_ended_sessions(0)
    forget_old_replies(0)
    assert not Session.objects.filter(pk=key.pk).exists()
    assert sorted(each.get("/auth/api-keys").status_code for each in (api, ended)) == [200, 401]
