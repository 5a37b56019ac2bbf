"""Sheets into master data over HTTP (P10)."""

from __future__ import annotations

from kontor.api.tests.conftest import Team, good, refusal

SHEET = "Code,名稱,Colour\nP1,三號線,red\nP2,Line 4,blue\n".encode()
BROKEN = b"Code,Name,Budget\nP1,One,12\nP2,,many\n,Three,5\n"


def sent(team: Team, content: bytes) -> str:
    return str(good(team.eve.upload("projects.csv", content), 201)["id"])


def test_a_sheet_is_looked_at_and_taken_in(team: Team) -> None:
    file_id = sent(team, SHEET)
    seen = good(team.eve.post("/imports/preview", {"entity": "project", "file_id": file_id}))
    assert seen["columns"] == ["Code", "名稱", "Colour"]
    assert seen["mapping"] == {"Code": "code", "名稱": "name"}
    assert (seen["total"], seen["good"], seen["created"], seen["problems"]) == (2, 2, 2, [])
    assert good(team.eve.get("/master/project")) == []
    asked = {"entity": "project", "file_id": file_id, "mapping": seen["mapping"], "mode": "all_or_nothing"}
    done = good(team.eve.post("/imports", asked))
    assert (done["created"], done["is_applied"]) == (2, True)
    assert [row["code"] for row in good(team.eve.get("/master/project"))] == ["P1", "P2"]
    again = good(team.eve.post("/imports", asked))
    assert (again["created"], again["unchanged"]) == (0, 2)


def test_broken_rows_are_named_by_row_and_column(team: Team) -> None:
    file_id = sent(team, BROKEN)
    asked = {"entity": "project", "file_id": file_id, "mapping": {"Code": "code", "Name": "name", "Budget": "budget"}}
    refused = good(team.eve.post("/imports", {**asked, "mode": "all_or_nothing"}))
    assert refused["is_applied"] is False
    assert {(each["row"], each["column"]) for each in refused["problems"]} >= {(3, "Name"), (3, "Budget"), (4, "Code")}
    assert good(team.eve.get("/master/project")) == []
    skipped = good(team.eve.post("/imports", {**asked, "mode": "skip_bad"}))
    assert (skipped["created"], skipped["skipped"]) == (1, 2)


def test_a_column_left_out_stays_out(team: Team) -> None:
    file_id = sent(team, SHEET)
    asked = {"entity": "project", "file_id": file_id, "mapping": {"Code": "code"}}
    assert good(team.eve.post("/imports/preview", asked))["missing"] == ["name"]


def test_imports_ask_for_rights_and_files(team: Team) -> None:
    file_id = sent(team, SHEET)
    assert refusal(team.ann.post("/imports/preview", {"entity": "project", "file_id": file_id}), 404)
    own = good(team.ann.upload("projects.csv", SHEET), 201)["id"]
    assert refusal(team.ann.post("/imports/preview", {"entity": "project", "file_id": own}), 403)["code"] == "FORBIDDEN"
    assert team.eve.post("/imports/preview", {"entity": "projct", "file_id": file_id}).status_code in {404, 422}
    picture = good(team.eve.upload("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(50)), 201)["id"]
    assert refusal(team.eve.post("/imports", {"entity": "project", "file_id": picture}), 422)["code"]


def test_a_large_file_is_left_to_a_worker(team: Team, monkeypatch) -> None:
    from kontor.api.routers import imports

    monkeypatch.setattr(imports, "LARGEST_AT_ONCE", 10)
    sheet = b"Code,Name\n" + b"".join(b"P%d,Line %d\n" % (number, number) for number in range(60))
    asked = {"entity": "project", "file_id": sent(team, sheet)}
    job = good(team.eve.post("/imports", asked), 202)["job"]
    assert job["state"] == "queued"
    assert job["total"] == 60, "its rows, so that progress says how far it is"
