"""A tenant changes its own configuration over HTTP, without a restart (P12)."""

from __future__ import annotations

from typing import Any

from kontor.api.tests.conftest import Team, good, refusal

FIELD = {"name": "grade", "type": "text", "label": {"en": "Grade", "zh-Hant": "等級"}, "filterable": True}
OVERLAY: dict[str, Any] = {"extensions": [{"extends": "project", "fields": [FIELD]}]}


def test_a_field_published_now_is_on_every_surface(team: Team) -> None:
    eve = team.eve
    before = eve.get("/model").headers["ETag"]
    published = good(eve.post("/configuration/publish", {"overlay": OVERLAY, "note": "grades"}))
    model = eve.get("/model")
    assert model.headers["ETag"] != before
    fields = good(model)["entities"]["project"]["fields"]
    assert "grade" in [each["name"] for each in fields]
    made = good(eve.post("/master/project", {"values": {"code": "P", "name": "P", "grade": "gold"}}), 201)
    assert made["values"]["grade"] == "gold"
    assert [row["code"] for row in good(eve.get("/master/project?grade__eq=gold"))] == ["P"]
    assert "grade" in eve.get("/openapi.json").content.decode()
    [newest, *_] = good(eve.get("/configuration/versions"))
    assert (newest["number"], newest["note"], newest["is_current"]) == (published["number"], "grades", True)


def test_a_draft_is_checked_compared_published_and_rolled_back(team: Team) -> None:
    eve = team.eve
    first = good(eve.get("/configuration/versions"))[0]["number"]
    wrong = {"extensions": [{"extends": "projekt", "fields": [FIELD]}]}
    saved = good(eve.call("PUT", "/configuration/draft", {"overlay": wrong, "version": 0}))
    assert [(each["check"], each["hint"]) for each in saved["problems"]] == [
        ("extensions.E001", "Hint: did you mean “project”?")
    ]
    refused = refusal(eve.post("/configuration/publish", {"version": 1}), 422)
    assert refused["code"] == "PACK_INVALID"
    good(eve.call("PUT", "/configuration/draft", {"overlay": OVERLAY, "version": 1}))
    assert good(eve.get("/configuration/draft")) == {"overlay": OVERLAY, "version": 2}
    [change] = good(eve.post("/configuration/diff", {"overlay": OVERLAY}))
    assert (change["change"], change["path"]) == ("added", "entities.project.fields.grade")
    good(eve.post("/configuration/publish", {"version": 2}))
    good(eve.post("/configuration/roll-back", {"number": first}))
    fields = good(eve.get("/model"))["entities"]["project"]["fields"]
    assert "grade" not in [each["name"] for each in fields]


def test_words_describe_what_packs_may_use(team: Team) -> None:
    words = good(team.eve.get("/configuration/words"))
    assert {"text", "money", "reference"} <= set(words["attribute_types"])
    assert {"set", "derive"} <= set(words["effects"])
    assert "configuration.publish" in words["permissions"]


def test_only_who_may_changes_the_configuration(team: Team) -> None:  # P5
    assert refusal(team.ann.get("/configuration/versions"), 403)["code"] == "FORBIDDEN"
    assert refusal(team.ann.post("/configuration/publish", {"overlay": OVERLAY}), 403)["code"] == "FORBIDDEN"
