"""Documents over HTTP: the generic endpoints on the pack ``trade`` (Q2, P2)."""

from __future__ import annotations

import io
from uuid import UUID

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from kontor.api.tests.conftest import Api, Team, good, make_team, refusal
from kontor.kernel.ids import new_id


def test_a_document_is_created_with_lines_totals_and_version(team: Team) -> None:
    reply = team.ann.post(
        "/documents/request",
        {"values": {"title": "Parts"}, "lines": [{"description": "bolt", "quantity": 3, "unit_price": 1.25}]},
    )
    made = good(reply, 201)
    assert made["values"]["total_amount"] == "3.75"
    assert made["lines"][0]["values"]["amount"] == "3.75"
    assert made["state"] == "draft"
    assert reply.headers["ETag"] == f'"{made["version"]}"'
    assert reply.headers["Location"] == f"/api/v1/documents/request/{made['id']}"
    read = good(team.ann.get(f"/documents/request/{made['id']}"))
    assert read["values"] == made["values"]
    assert read["created_by__label"].startswith("Person")


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        ({"values": {}}, 422, "VALIDATION_ERROR", "title"),
        ({"values": {"title": "x", "nonsense": 1}}, 422, "VALIDATION_ERROR", "nonsense"),
        ({"values": {"title": "x", "urgent": "perhaps"}}, 422, "VALIDATION_ERROR", "urgent"),
        (
            {"values": {"title": "x"}, "lines": [{"description": "y", "quantity": "0"}]},
            422,
            "VALIDATION_ERROR",
            "lines[0].quantity",
        ),
        (
            {"values": {"title": "x"}, "lines": [{"description": "y", "quantity": "1e99"}]},
            422,
            "VALIDATION_ERROR",
            "lines[0].quantity",
        ),
        ({"values": {"title": "x", "owner": str(new_id())}}, 422, "VALIDATION_ERROR", "owner"),
        ({"values": {"title": "x" * 101}}, 422, "VALIDATION_ERROR", "title"),
        ({"values": "text"}, 422, "VALIDATION_ERROR", "values"),
        ({"lines": {"0": {}}}, 422, "VALIDATION_ERROR", "lines"),
        ({"something": 1}, 422, "VALIDATION_ERROR", "something"),
    ],
)
def test_bad_values_are_told_by_path(team: Team, body: dict, status: int, code: str, path: str) -> None:
    error = refusal(team.ann.post("/documents/request", body), status)
    assert error["code"] == code
    assert path in {each["path"] for each in error["details"]["problems"]}, error


def test_an_unknown_type_is_answered_with_the_nearest(team: Team) -> None:
    for reply in (team.ann.get("/documents/requst"), team.ann.post("/documents/requst", {})):
        error = refusal(reply, 404)
        assert error["code"] == "UNKNOWN_DOCUMENT_TYPE"
        assert "request" in error["message"]


def test_two_savings_of_one_version_conflict_and_show_both_values(team: Team) -> None:
    made = team.request()
    address = f"/documents/request/{made['id']}"
    good(team.ann.patch(address, {"version": made["version"], "values": {"title": "First"}}))
    error = refusal(team.ann.patch(address, {"version": made["version"], "values": {"title": "Second"}}), 409)
    assert error["code"] == "VERSION_CONFLICT"
    assert error["details"]["fields"]


def test_the_version_may_come_as_if_match(team: Team) -> None:
    made = team.request()
    address = f"/documents/request/{made['id']}"
    assert refusal(team.ann.patch(address, {"values": {"title": "x"}}), 412)["code"] == "VERSION_REQUIRED"
    tag = team.ann.get(address).headers["ETag"]
    changed = team.ann.patch(address, {"values": {"title": "Renamed"}}, If_Match=tag)
    assert good(changed)["values"]["title"] == "Renamed"
    assert team.ann.get(address, If_None_Match=changed.headers["ETag"]).status_code == 304
    assert refusal(team.ann.patch(address, {"values": {}}, If_Match=tag), 409)["code"] == "VERSION_CONFLICT"


def test_actions_say_what_is_possible_and_why_not(team: Team) -> None:
    made = team.submitted()
    actions = good(team.bob.get(f"/documents/request/{made['id']}/actions"))
    line = actions["lines"][made["lines"][0]["id"]]
    assert {each["action"] for each in line if each["allowed"]} >= {"approve", "refuse"}
    own = good(team.ann.get(f"/documents/request/{made['id']}/actions"))
    approve = next(each for each in own["lines"][made["lines"][0]["id"]] if each["action"] == "approve")
    assert approve["allowed"] is False
    assert approve["reason_code"] == "FOUR_EYES"
    assert approve["reason"]


def test_an_action_that_is_not_allowed_is_refused_with_its_code(team: Team) -> None:
    made = team.submitted()
    line = made["lines"][0]["id"]
    address = f"/documents/request/{made['id']}"
    assert refusal(team.ann.post(f"{address}/lines/{line}/actions/approve"), 403)["code"] == "FOUR_EYES"
    assert refusal(team.bob.post(f"{address}/lines/{line}/actions/refuse"), 422)["code"]
    assert refusal(team.bob.post(f"{address}/actions/dance"), 404)["code"]
    assert refusal(team.bob.post(f"{address}/lines/{new_id()}/actions/approve"), 404)["code"] == "NOT_FOUND"
    done = good(team.bob.post(f"{address}/lines/{line}/actions/refuse", {"comment": "太貴"}))
    assert done["lines"][0]["state"] == "refused"


def test_a_stale_version_cannot_fire(team: Team) -> None:
    made = team.request()
    address = f"/documents/request/{made['id']}"
    good(team.ann.patch(address, {"version": made["version"], "values": {"title": "Newer"}}))
    error = refusal(team.ann.post(f"{address}/actions/submit", {"version": made["version"]}), 409)
    assert error["code"] == "VERSION_CONFLICT"


def test_lines_become_an_order_once_and_the_graph_shows_it(team: Team) -> None:
    made = team.approved()
    line = made["lines"][0]["id"]
    opened = good(team.bob.get("/derive/buy/open"))
    assert [(each["id"], each["open"]) for each in opened] == [(line, "10")]
    error = refusal(team.bob.post("/derive", {"flow": "buy", "takes": [{"line_id": line, "quantity": "12"}]}), 409)
    assert error["code"] == "OPEN_QUANTITY_EXCEEDED"
    (order,) = good(team.bob.post("/derive", {"flow": "buy", "takes": [{"line_id": line, "quantity": "4"}]}), 201)
    assert order["lines"][0]["values"]["quantity"] == "4"
    read = good(team.bob.get(f"/documents/request/{made['id']}"))
    assert read["lines"][0]["flows"]["buy"]["open"] == "6"
    graph = good(team.bob.get(f"/documents/request/{made['id']}/flow"))
    assert {each["type"] for each in graph["nodes"]} == {"request", "order"}
    assert [(each["flow"], each["quantity"]) for each in graph["edges"]] == [("buy", "4")]
    assert (
        refusal(team.bob.post("/derive", {"flow": "sell", "takes": [{"line_id": line}]}), 404)["code"] == "UNKNOWN_FLOW"
    )


def test_the_timeline_tells_who_did_what(team: Team) -> None:
    made = team.submitted()
    told = good(team.ann.get(f"/documents/request/{made['id']}/timeline"))
    assert "submit" in {each["action"] for each in told}
    assert all(each["actor"].startswith("Person") for each in told if each["actor_id"])


def test_a_draft_is_deleted_with_a_reason(team: Team) -> None:
    made = team.request()
    address = f"/documents/request/{made['id']}"
    assert refusal(team.ann.delete(address, {"version": made["version"]}), 422)["code"] == "REASON_REQUIRED"
    good(team.ann.delete(address, {"version": made["version"], "reason": "twice"}))
    assert refusal(team.ann.get(address), 404)["code"] == "NOT_FOUND"


def test_the_address_names_the_type(team: Team) -> None:
    made = team.request()
    assert refusal(team.bob.get(f"/documents/order/{made['id']}"), 404)["code"] == "NOT_FOUND"
    assert refusal(team.bob.patch(f"/documents/order/{made['id']}", {"version": 1}), 404)["code"] == "NOT_FOUND"
    assert refusal(team.bob.post(f"/documents/order/{made['id']}/actions/cancel"), 404)["code"] == "NOT_FOUND"


def test_another_tenants_document_is_not_there(team: Team) -> None:
    made = team.submitted()
    stranger = make_team().eve
    address = f"/documents/request/{made['id']}"
    for reply in (
        stranger.get(address),
        stranger.get(f"{address}/actions"),
        stranger.get(f"{address}/timeline"),
        stranger.get(f"{address}/flow"),
        stranger.get(f"{address}/print"),
        stranger.get(f"{address}/comments"),
        stranger.post(f"{address}/actions/approve_all"),
        stranger.patch(address, {"version": 1, "values": {"title": "mine"}}),
        stranger.post("/derive", {"flow": "buy", "takes": [{"line_id": made["lines"][0]["id"]}]}),
    ):
        assert reply.status_code in {404, 409, 422}, reply.content
        assert made["number"] not in reply.content.decode()


def test_bulk_gives_a_result_for_each_line(team: Team) -> None:
    made = team.submitted(
        *({"description": f"part {i}", "quantity": "1", "unit_price": "1", "supplier": "A"} for i in range(5))
    )
    items = [{"id": made["id"], "line_id": line["id"]} for line in made["lines"]]
    good(
        team.bob.post(f"/documents/request/{made['id']}/lines/{items[0]['line_id']}/actions/refuse", {"comment": "no"})
    )
    job = good(team.bob.post("/bulk", {"type": "request", "action": "approve", "items": items}), 202)
    assert job["state"] == "done"
    assert [each["ok"] for each in job["results"]] == [False, True, True, True, True]
    assert job["results"][0]["error"]["code"]
    assert good(team.bob.get(f"/jobs/{job['id']}"))["results"] == job["results"]
    assert team.ann.get(f"/jobs/{job['id']}").status_code == 404


def test_many_items_go_to_a_worker(team: Team, monkeypatch) -> None:
    from kontor.api.jobs import api as jobs
    from kontor.api.tasks import run_job

    made = team.submitted(
        *({"description": f"part {i}", "quantity": "1", "unit_price": "1", "supplier": "A"} for i in range(60))
    )
    items = [{"id": made["id"], "line_id": line["id"]} for line in made["lines"]]
    job = good(team.bob.post("/bulk", {"type": "request", "action": "approve", "items": items}), 202)
    assert (job["state"], job["done"], job["total"]) == ("queued", 0, 60)
    bob = team.bob.get("/auth/me").json()["data"]["user"]["id"]
    carried = jobs._carried(team.tenant.actor.replace(user_id=UUID(bob)))
    run_job(job_id=job["id"], actor=carried)
    done = good(team.bob.get(f"/jobs/{job['id']}"))
    assert (done["state"], done["done"]) == ("done", 60)
    assert all(each["ok"] for each in done["results"])


def test_a_document_is_printed_in_both_languages(team: Team) -> None:
    made = team.submitted()
    address = f"/documents/request/{made['id']}/print"
    for language, words in (("zh-Hant", "需求單"), ("en", "Request")):
        reply = team.ann.get(f"{address}?language={language}")
        assert reply.headers["Content-Type"] == "application/pdf"
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(reply.content)).pages)
        assert words in text
        assert made["number"] in text
        assert "不鏽鋼螺栓" in text
    sheet = team.ann.get(f"{address}?format=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert any("不鏽鋼螺栓 bolt" in row for row in rows)
    assert any(10.0 in row for row in rows)
    assert refusal(team.ann.get(f"{address}?print=nothing"), 404)["code"] == "NOT_FOUND"


def test_one_key_makes_one_document(team: Team) -> None:
    body = {"values": {"title": "Once"}}
    first = team.ann.post("/documents/request", body, Idempotency_Key="a")
    second = team.ann.post("/documents/request", body, Idempotency_Key="a")
    assert good(first, 201)["id"] == good(second, 201)["id"]
    refused = team.ann.post("/documents/request", {"values": {}}, Idempotency_Key="b")
    assert refused.status_code == 422
    good(team.ann.post("/documents/request", body, Idempotency_Key="b"), 201)


def test_a_refused_item_of_a_keyed_bulk_leaves_nothing_behind(team: Team) -> None:
    first, second = team.request(), team.request(title="Empty")
    good(team.ann.post(f"/documents/request/{second['id']}/actions/submit"))
    items = [{"id": second["id"]}, {"id": first["id"]}]
    body = {"type": "request", "action": "submit", "items": items}
    job = good(team.ann.post("/bulk", body, Idempotency_Key="b1"), 202)
    assert [each["ok"] for each in job["results"]] == [False, True]
    assert good(team.ann.get(f"/documents/request/{first['id']}"))["state"] == "submitted"
    again = good(team.ann.post("/bulk", body, Idempotency_Key="b1"), 202)
    assert again["id"] == job["id"]


def test_a_scoped_key_reaches_only_its_permissions(team: Team) -> None:
    made = good(team.eve.post("/auth/api-keys", {"name": "reader", "permissions": ["request.read"]}), 201)
    robot = Api(token=made["key"])
    team.request()
    assert len(good(robot.get("/documents/request"))) == 1
    assert refusal(robot.post("/documents/request", {"values": {"title": "x"}}), 403)["code"] == "FORBIDDEN"
    assert good(robot.get("/documents/order")) == []
    assert good(robot.get("/auth/me"))["permissions"] == ["request.read"]


def test_an_action_may_be_guarded_by_if_match(team: Team) -> None:
    made = team.request()
    address = f"/documents/request/{made['id']}"
    old = team.ann.get(address).headers["ETag"]
    good(team.ann.patch(address, {"version": made["version"], "values": {"title": "Newer"}}))
    assert refusal(team.ann.post(f"{address}/actions/submit", {}, If_Match=old), 409)["code"] == "VERSION_CONFLICT"
    good(team.ann.post(f"{address}/actions/submit", {}, If_Match=team.ann.get(address).headers["ETag"]))
