"""One Idempotency-Key, one execution (P15)."""

from __future__ import annotations

from kontor.api.tests.conftest import Api, Person, person, sign_in
from kontor.testing.parallel import run_parallel


def make(api: Api, key: str, name: str = "robot"):
    return api.post("/auth/api-keys", {"name": name}, Idempotency_Key=key)


def keys(api: Api) -> int:
    return len(api.get("/auth/api-keys").json()["data"])


def test_the_stored_reply_is_returned(anna: Person) -> None:
    api, _ = sign_in(anna)
    first, second = make(api, "k1"), make(api, "k1")
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["Idempotency-Replayed"] == "true"
    assert keys(api) == 1
    assert make(api, "k2").status_code == 201
    assert keys(api) == 2


def test_another_body_under_the_same_key_is_a_conflict(anna: Person) -> None:
    api, _ = sign_in(anna)
    make(api, "k1")
    reply = make(api, "k1", name="other")
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert keys(api) == 1


def test_ten_at_once_are_executed_once(anna: Person) -> None:
    api, _ = sign_in(anna)
    replies = run_parallel([lambda: make(Api(token=api.token), "same").content] * 10, threads=5)
    assert len(set(map(bytes, replies))) == 1  # type: ignore[arg-type]
    assert keys(api) == 1


def test_a_refused_request_may_be_corrected_and_repeated(anna: Person) -> None:
    api, _ = sign_in(anna)
    assert make(api, "k1", name="").status_code == 422
    assert make(api, "k1").status_code == 201


def test_keys_of_two_people_do_not_meet(anna: Person) -> None:
    bert, _ = sign_in(person(anna))
    api, _ = sign_in(anna)
    mine, theirs = make(api, "shared"), make(bert, "shared")
    assert mine.content != theirs.content
    assert keys(api) == keys(bert) == 1


def test_an_overlong_key_is_refused(anna: Person) -> None:
    api, _ = sign_in(anna)
    assert make(api, "k" * 201).status_code == 400


def test_old_replies_are_forgotten_after_a_week(anna: Person) -> None:
    from datetime import timedelta

    from kontor.api.models import IdempotencyRecord
    from kontor.api.tasks import forget_old_replies
    from kontor.tenancy.api import working
    from kontor.tenancy.models import now

    api, _ = sign_in(anna)
    make(api, "old")
    make(api, "new")
    with working(anna.actor):
        IdempotencyRecord.objects.filter(key="old").update(created_at=now() - timedelta(days=8))
    forget_old_replies(0)
    with working(anna.actor):
        assert [each.key for each in IdempotencyRecord.objects.all()] == ["new"]
