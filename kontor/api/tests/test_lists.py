"""Lists, inbox, search and exports agree on what one may see (Q2, P10, P11, peers B13)."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import pytest
from python_calamine import CalamineWorkbook

from kontor.api.tests.conftest import Team, content_of, good, make_team, person, refusal, sign_in
from kontor.engines.access import api as access
from kontor.packaging import api as packaging


def titles(reply) -> list[str]:
    return [row["title"] for row in good(reply)]


@pytest.fixture
def shelf(team: Team) -> Team:
    for title, priority in (("不鏽鋼板", 3), ("Bearing", 1), ("Bolt", 2)):
        team.request(title=title, priority=priority)
    team.request(by=team.bob, title="Bob's own", priority=9)
    return team


def test_a_list_filters_sorts_pages_and_counts(shelf: Team) -> None:
    assert titles(shelf.bob.get("/documents/request?sort=priority")) == ["Bearing", "Bolt", "不鏽鋼板", "Bob's own"]
    assert titles(shelf.bob.get("/documents/request?priority__gte=3&sort=-priority")) == ["Bob's own", "不鏽鋼板"]
    assert titles(shelf.bob.get("/documents/request?title__contains=ol")) == ["Bolt"]
    logic = quote(json.dumps({"<": [{"var": "priority"}, 2]}))
    assert titles(shelf.bob.get(f"/documents/request?filter={logic}")) == ["Bearing"]
    page = shelf.bob.get("/documents/request?sort=priority&page=2&page_size=3&count=true").json()
    assert page["pagination"]["total"] == 4
    assert page["pagination"]["has_more"] is False
    assert [row["title"] for row in page["data"]] == ["Bob's own"]
    row = page["data"][0]
    assert {
        "id",
        "number",
        "state",
        "standard_status",
        "version",
        "created_at",
        "created_by",
        "created_by__label",
    } <= set(row)


def test_a_cursor_continues_behind_the_last_row(shelf: Team) -> None:
    first = shelf.bob.get("/documents/request?sort=priority&page_size=2").json()
    cursor = first["pagination"]["next_cursor"]
    rest = shelf.bob.get(f"/documents/request?sort=priority&page_size=2&cursor={quote(cursor)}")
    assert titles(rest) == ["不鏽鋼板", "Bob's own"]


def test_only_fields_asked_for(shelf: Team) -> None:
    row = good(shelf.bob.get("/documents/request?fields=title"))[0]
    assert "title" in row
    assert "priority" not in row


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("nonsense__eq=1", "nonsense"),
        ("priority__like=1", "priority__like"),
        ("page=0", "page"),
        ("page=many", "page"),
        ("page_size=501", "page_size"),
        ("view=none", "view"),
        ("sort=nonsense", "sort"),
        ("priority__eq=abc", "priority__eq"),
        ("fields=nonsense", "fields"),
    ],
)
def test_a_wrong_question_names_its_part(team: Team, query: str, path: str) -> None:
    error = refusal(team.bob.get(f"/documents/request?{query}"), 422)
    assert any(each["path"].startswith(path) for each in error["details"]["problems"]), error


@pytest.mark.parametrize("filter", ["{", "[", '{"nonsense": [1]}', '{"var": "nothing"}', "1e999"])
def test_a_wrong_filter_is_refused(team: Team, filter: str) -> None:
    assert team.bob.get(f"/documents/request?filter={quote(filter)}").status_code in {400, 422}


def test_lines_come_with_their_document(team: Team) -> None:
    made = team.submitted()
    (row,) = good(team.bob.get("/documents/request/lines?state__in=waiting"))
    assert row["document"]["id"] == made["id"]
    assert row["document"]["number"] == made["number"]
    assert row["quantity"] == "10"
    assert good(team.bob.get("/documents/request/lines?state__in=approved")) == []


def test_list_id_search_and_export_agree(shelf: Team) -> None:
    for api, expected in (
        (shelf.ann, {"不鏽鋼板", "Bearing", "Bolt"}),
        (shelf.bob, {"不鏽鋼板", "Bearing", "Bolt", "Bob's own"}),
    ):
        listed = {row["id"]: row["title"] for row in good(api.get("/documents/request"))}
        assert set(listed.values()) == expected
        exported = list(
            csv.DictReader(
                io.StringIO(
                    content_of(api.get("/documents/request/export?format=csv&fields=title")).decode("utf-8-sig")
                )
            )
        )
        assert {row["Title"] for row in exported} == expected
        found = {
            hit["id"]
            for word in ("Bearing", "Bolt", "不鏽", "Bob")
            for hit in good(api.get(f"/search?q={quote(word)}"))
            if hit["type"] == "request"
        }
        assert found == set(listed)
        assert all(api.get(f"/documents/request/{id}").status_code == 200 for id in listed)
    hidden = next(row["id"] for row in good(shelf.bob.get("/documents/request")) if row["title"] == "Bob's own")
    assert shelf.ann.get(f"/documents/request/{hidden}").status_code == 404


def test_search_tells_what_a_hit_is(shelf: Team) -> None:
    (hit,) = good(shelf.ann.get(f"/search?q={quote('鋼板')}"))
    assert (hit["type"], hit["kind"], hit["type_label"]["zh-Hant"]) == ("request", "document", "需求單")
    assert good(make_team().eve.get(f"/search?q={quote('鋼板')}")) == []
    assert refusal(shelf.ann.get("/search"), 422)["details"]["problems"][0]["path"] == "q"


def test_an_export_speaks_the_readers_language(shelf: Team) -> None:
    reply = shelf.bob.get(
        "/documents/request/export?format=xlsx&fields=title,priority&sort=priority", Accept_Language="zh-TW"
    )
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content_of(reply))).get_sheet_by_index(0).to_python()
    assert rows[0] == ["單號", "狀態", "主旨", "優先"]
    assert rows[1][2:] == ["Bearing", 1.0]
    assert (
        refusal(shelf.bob.get("/documents/request/export?format=doc"), 422)["details"]["problems"][0]["path"]
        == "format"
    )
    lines = content_of(shelf.bob.get("/documents/request/lines/export?format=csv")).decode("utf-8-sig")
    assert len(lines.splitlines()) == 5
    assert content_of(shelf.eve.get("/master/currency/export?format=csv"))
    assert content_of(shelf.eve.get("/exports?of=request&format=csv"))


def test_a_person_without_the_right_sees_no_records(team: Team) -> None:
    good(team.eve.post("/master/project", {"values": {"code": "P1", "name": "Line 3"}}), 201)
    assert len(good(team.eve.get("/master/project"))) == 1
    assert good(team.ann.get("/master/project")) == []


def test_explain_says_which_role_decided(team: Team) -> None:
    told = good(team.ann.get("/explain?permission=order.create"))
    assert told["allowed"] is False
    assert set(told["would_allow"]) >= {"buyer", "manager"}
    made = team.submitted()
    about = good(team.ann.get(f"/explain?document={made['id']}&action=approve_all"))
    assert about["allowed"] is False
    bob = team.bob.get("/auth/me").json()["data"]["user"]["id"]
    assert refusal(team.ann.get(f"/explain?permission=order.create&user={bob}"), 403)["code"] == "FORBIDDEN"
    assert good(team.eve.get(f"/explain?permission=order.create&user={bob}"))["allowed"] is True


def test_an_export_asks_for_its_own_permission(team: Team) -> None:
    grants = [{"permissions": ["request.read", "project.read"], "scope": "all"}]
    role = {"role": "reader", "label": {"en": "Reader", "zh-Hant": "讀者"}, "grants": grants}
    packaging.publish(team.tenant.system, {"access": [role]})
    someone = person(team.tenant)
    access.assign_role(team.tenant.system, someone.user_id, "reader")
    reader, _ = sign_in(someone)
    team.request()
    assert len(good(reader.get("/documents/request"))) == 1
    for path in (
        "/documents/request/export",
        "/documents/request/lines/export",
        "/master/project/export",
        "/exports?of=request",
    ):
        assert refusal(reader.get(path), 403)["details"]["permission"].endswith(".export")
    assert refusal(reader.upload("a.txt", b"words"), 403)["details"]["permission"] == "file.create"
