"""Comments and files follow the rights of the record (P16)."""

from __future__ import annotations

import pytest

from kontor.api.tests.conftest import Api, Team, content_of, good, make_team, refusal
from kontor.kernel.ids import new_id

PDF = b"%PDF-1.7\nhello"


def test_comments_are_seen_by_who_sees_the_record(team: Team) -> None:
    made = team.submitted()
    address = f"/documents/request/{made['id']}/comments"
    said = good(team.bob.post(address, {"text": "  規格? "}), 201)
    assert said["text"] == "規格?"
    assert [each["text"] for each in good(team.ann.get(address))] == ["規格?"]
    assert refusal(team.bob.post(address, {"text": " "}), 422)["code"] == "COMMENT_EMPTY"
    assert refusal(team.bob.post(address, {"text": "x", "mentions": [str(new_id())]}), 422)["code"] == "MENTION_UNKNOWN"
    of_bob = team.request(by=team.bob)
    assert refusal(team.ann.get(f"/documents/request/{of_bob['id']}/comments"), 404)
    assert refusal(team.ann.post(f"/documents/request/{of_bob['id']}/comments", {"text": "x"}), 404)


def test_a_file_is_read_by_who_reads_a_record_that_shows_it(team: Team) -> None:
    made = team.submitted()
    file = good(team.ann.upload("報價.pdf", PDF), 201)
    assert (file["content_type"], file["size"]) == ("application/pdf", len(PDF))
    assert refusal(team.bob.get(f"/files/{file['id']}"), 404)["code"] == "NOT_FOUND"
    good(team.ann.post(f"/documents/request/{made['id']}/attachments", {"file_id": file["id"]}), 201)
    reply = team.bob.get(f"/files/{file['id']}")
    assert content_of(reply) == PDF
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    stranger = make_team()
    assert refusal(stranger.eve.get(f"/files/{file['id']}"), 404)
    own = stranger.request()
    assert refusal(stranger.ann.post(f"/documents/request/{own['id']}/attachments", {"file_id": file["id"]}), 404)
    good(team.ann.delete(f"/documents/request/{made['id']}/attachments/{file['id']}"))
    assert good(team.ann.get(f"/documents/request/{made['id']}/attachments")) == []


def test_somebody_elses_unattached_file_cannot_be_attached(team: Team) -> None:
    file = good(team.bob.upload("secret.pdf", PDF), 201)
    mine = team.request()
    assert refusal(team.ann.post(f"/documents/request/{mine['id']}/attachments", {"file_id": file["id"]}), 404)


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("virus.pdf", b"MZ\x90", 422, "FILE_TYPE_REFUSED"),
        ("page.txt", b"<html><script>", 422, "FILE_TYPE_REFUSED"),
        ("order.pdf", b"words", 422, "FILE_TYPE_MISMATCH"),
        ("empty.txt", b"", 422, "FILE_EMPTY"),
    ],
)
def test_a_dangerous_file_is_refused(team: Team, name: str, content: bytes, status: int, code: str) -> None:
    assert refusal(team.ann.upload(name, content), status)["code"] == code


def test_an_upload_without_a_file_is_told(team: Team) -> None:
    headers = {"Authorization": f"Bearer {team.ann.token}"}
    reply = team.ann.client.post("/api/v1/files", {"other": "x"}, headers=headers)
    assert refusal(reply, 422)["details"]["problems"][0]["path"] == "file"


def test_master_data_carry_comments_too(team: Team) -> None:
    made = good(team.eve.post("/master/project", {"values": {"code": "P1", "name": "Line 3"}}), 201)
    address = f"/master/project/{made['id']}"
    good(team.eve.post(f"{address}/comments", {"text": "ok"}), 201)
    assert refusal(team.ann.get(f"{address}/comments"), 404)


def test_master_data_are_made_changed_and_deleted(team: Team) -> None:
    made = good(
        team.eve.post("/master/project", {"values": {"code": "P1", "name": "Line 3", "budget": "1000.50"}}), 201
    )
    assert made["values"]["budget"] == "1000.50"
    address = f"/master/project/{made['id']}"
    changed = good(team.eve.patch(address, {"version": made["version"], "values": {"name": "三號線"}}))
    assert changed["values"]["name"] == "三號線"
    assert (
        refusal(team.eve.patch(address, {"version": made["version"], "values": {"name": "x"}}), 409)["code"]
        == "VERSION_CONFLICT"
    )
    assert refusal(team.eve.post("/master/project", {"values": {"code": "P1", "name": "again"}}), 422)
    assert refusal(team.eve.post("/master/projct", {"values": {}}), 404)
    good(team.eve.delete(address, {"version": changed["version"], "reason": "not needed"}))
    assert refusal(team.eve.get(address), 404)


def test_a_file_named_by_a_field_is_read_by_who_reads_the_document(team: Team) -> None:
    file = good(team.ann.upload("photo.pdf", PDF), 201)
    made = team.request(photo=[file["id"]])
    assert content_of(team.bob.get(f"/files/{file['id']}")) == PDF
    assert [each["id"] for each in good(team.bob.get(f"/documents/request/{made['id']}/attachments"))] == [file["id"]]


def test_nobody_reads_a_file_by_naming_it(team: Team) -> None:
    secret = good(team.bob.upload("secret.pdf", PDF), 201)["id"]
    for named in (secret, str(new_id())):
        error = refusal(team.ann.post("/documents/request", {"values": {"title": "x", "photo": [named]}}), 422)
        assert [(each["path"], each["code"]) for each in error["details"]["problems"]] == [("photo", "UNKNOWN_FILE")]
    assert refusal(team.ann.get(f"/files/{secret}"), 404)
    assert good(team.ann.get("/documents/request")) == []


def test_whoever_is_mentioned_is_told(team: Team) -> None:
    made = team.submitted()
    ann = good(team.ann.get("/auth/me"))["user"]["id"]
    good(team.bob.post(f"/documents/request/{made['id']}/comments", {"text": "請看", "mentions": [ann]}), 201)
    told = team.ann.get("/notifications", Accept_Language="zh-TW").content.decode()
    assert made["id"] in told
    assert "在留言中提到您" in told
    assert "請看" not in told


def test_an_upload_sent_twice_under_one_key_is_stored_once(team: Team) -> None:
    keyed = Api(token=team.ann.token, headers={"Idempotency-Key": "photo-1"})
    first, second = keyed.upload("a.pdf", PDF), keyed.upload("a.pdf", PDF)
    assert good(first, 201)["id"] == good(second, 201)["id"]
    assert refusal(keyed.upload("a.pdf", PDF + b"other"), 409)["code"] == "IDEMPOTENCY_KEY_REUSED"
