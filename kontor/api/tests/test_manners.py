"""The envelope around everything: bad input of every kind gets a code, a sentence and a path, never a 500 (Q2)."""

from __future__ import annotations

import pytest
from django.test import Client

from kontor.api.http import cors, languages, rates
from kontor.api.http.addresses import address_of, trusted_proxies
from kontor.api.tests.conftest import Api, Person, sign_in


def error_of(reply):
    body = reply.json()
    assert body["success"] is False
    assert body["timestamp"].endswith("Z")
    return body["error"]


def test_a_good_reply_is_an_envelope_with_a_request_id(anna: Person) -> None:
    api, _ = sign_in(anna)
    reply = api.get("/auth/api-keys", X_Request_ID="0190b1b2-0000-7000-8000-000000000001")
    assert reply.json() == {"success": True, "data": [], "pagination": None, "timestamp": reply.json()["timestamp"]}
    assert reply.headers["X-Request-ID"] == "0190b1b2-0000-7000-8000-000000000001"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"{", "MALFORMED_REQUEST", 400),
        (b"\xff\xfe{}", "MALFORMED_REQUEST", 400),
        (b"NaN", "MALFORMED_REQUEST", 400),
        (b"[" * 100_000, "MALFORMED_REQUEST", 400),
        (b"[" * 100 + b"]" * 100, "MALFORMED_REQUEST", 400),
        (b'{"email": "a\\u0000b@example.com", "password": "x"}', "MALFORMED_REQUEST", 400),
        (b'{"email": "\\ud800", "password": "x"}', "MALFORMED_REQUEST", 400),
        (b'{"email": 1e999999, "password": "x"}', "MALFORMED_REQUEST", 400),
        (b'{"email": ' + b"9" * 5000 + b"}", "MALFORMED_REQUEST", 400),
        (b"[]", "VALIDATION_ERROR", 422),
        (b"null", "VALIDATION_ERROR", 422),
        (b"", "VALIDATION_ERROR", 422),
        (b'{"email": 12, "password": "x"}', "VALIDATION_ERROR", 422),
        (b'{"email": "someone@example.com"}', "VALIDATION_ERROR", 422),
        (b'{"email": "someone@example.com", "password": "x", "remember": true}', "VALIDATION_ERROR", 422),
        (b'{"email": "no address", "password": "x"}', "VALIDATION_ERROR", 422),
        (b'"' + b"x" * (6 * 1024 * 1024) + b'"', "BODY_TOO_LARGE", 413),
    ],
)
def test_a_bad_body_is_told_what_is_wrong(body: bytes, code: str, status: int) -> None:
    reply = Api().call("POST", "/auth/login", body)
    assert (reply.status_code, error_of(reply)["code"]) == (status, code)


def test_problems_carry_paths_and_both_languages() -> None:
    english = error_of(Api().post("/auth/login", {"email": 5, "extra": 1}))
    chinese = error_of(Api().post("/auth/login", {"email": 5, "extra": 1}, Accept_Language="zh-TW"))
    assert {(each["path"], each["code"]) for each in english["details"]["problems"]} == {
        ("email", "NOT_A_TEXT"),
        ("password", "REQUIRED"),
        ("extra", "UNKNOWN_FIELD"),
    }
    assert "email must be a text" in english["message"]
    assert "「email」必須是文字" in chinese["message"]


@pytest.mark.parametrize("path", ["/nothing", "/auth/api-keys/not-a-uuid", "/auth/%ff", "/../etc/passwd"])
def test_an_unknown_address_is_answered_in_the_envelope(path: str) -> None:
    reply = Api().get(path)
    assert (reply.status_code, error_of(reply)["code"]) == (404, "ROUTE_NOT_FOUND")


def test_a_wrong_method_names_the_right_ones() -> None:
    reply = Api().call("PUT", "/auth/login", {})
    assert (reply.status_code, error_of(reply)["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert reply.headers["Allow"] == "POST"
    assert error_of(reply)["details"]["allowed"] == ["POST"]


@pytest.mark.parametrize("path", ["/auth/me?x=%00", "/auth/%00"])
def test_nul_in_an_address_is_refused(path: str) -> None:
    assert Api().get(path).status_code in {400, 404}


def test_other_media_are_no_json(anna: Person) -> None:
    reply = Client().post("/api/v1/auth/login", {"email": "x", "password": "y"})
    assert reply.status_code == 400


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("fr, en;q=0.5, zh;q=0.7", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("fr", None),
        ("", None),
        ("en;q=oops,zh", "zh-Hant"),
        (",;,;q=", None),
    ],
)
def test_the_language_is_the_first_one_kontor_speaks(header: str, language: str | None) -> None:
    assert languages.from_header(header) == language


def test_too_many_requests_of_one_address_wait(monkeypatch) -> None:
    monkeypatch.setattr(rates, "limit", lambda name, default: 3)
    replies = [Api().get("/auth/me") for _ in range(5)]
    assert [each.status_code for each in replies] == [401, 401, 401, 429, 429]
    assert error_of(replies[-1])["code"] == "RATE_LIMITED"
    assert 1 <= int(replies[-1].headers["Retry-After"]) <= 60


def test_other_origins_are_let_in_only_by_name(monkeypatch) -> None:
    monkeypatch.setattr(cors, "allowed_origins", lambda: frozenset({"https://shop.example"}))
    ask = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    friend = Client().options("/api/v1/auth/login", headers=ask)
    assert friend.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Idempotency-Key" in friend.headers["Access-Control-Allow-Headers"]
    stranger = Client().options("/api/v1/auth/login", headers={**ask, "Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers


def test_the_address_is_believed_from_trusted_proxies_only(monkeypatch, rf) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9, 10.0.0.4")
    assert address_of(request) == "10.0.0.5"
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8")
    trusted_proxies.cache_clear()
    try:
        assert address_of(request) == "203.0.113.9"
        assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR="junk")) == "10.0.0.5"
        assert address_of(rf.get("/", REMOTE_ADDR="")) is None
    finally:
        trusted_proxies.cache_clear()
