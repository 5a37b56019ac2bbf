"""Design A's published addresses, as published (R11, R12)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kontor.api.tests.conftest import Api, Person, content_of, good, person, refusal, sign_in
from kontor.engines.access import api as access
from kontor.packaging import api as packaging


@pytest.fixture
def tenant(database: Any, settings: Any, tmp_path: Any) -> Person:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATA_DIR = tmp_path
    made = person()
    packaging.install(made.system, ["procurement", "accounting_tw"])
    return made


@pytest.fixture
def admin(tenant: Person) -> Api:
    access.assign_role(tenant.system, tenant.user_id, "administrator")
    return sign_in(tenant)[0]


def worker(tenant: Person, *roles: str) -> Api:
    someone = person(tenant)
    for role in roles:
        access.assign_role(tenant.system, someone.user_id, role)
    return sign_in(someone)[0]


def requisition(api: Api, project: str, *lines: dict[str, Any]) -> dict[str, Any]:
    made = lines or ({"description": "bolt", "quantity": "10", "unit": "pcs", "unit_price": "25"},)
    values = {"title": "Parts for line 3", "kind": "project", "project": project}
    body = {"values": values, "lines": [{"project": project, **each} for each in made]}
    draft = good(api.post("/documents/requisition", body), 201)
    return good(api.post(f"/documents/requisition/{draft['id']}/actions/submit"))


def test_projects_are_listed_made_read_and_changed(admin: Api) -> None:
    made = good(admin.post("/projects", {"code": "PRJ-1", "name": "三號線", "budget": "100000"}), 201)
    assert (made["code"], made["budget"]) == ("PRJ-1", "100000")
    assert [row["code"] for row in good(admin.get("/projects"))] == ["PRJ-1"]
    assert good(admin.get(f"/projects/{made['id']}"))["name"] == "三號線"
    assert good(admin.call("PUT", f"/projects/{made['id']}", {"name": "Line 3"}))["name"] == "Line 3"
    stale = {"name": "x", "version": made["version"]}
    assert refusal(admin.call("PUT", f"/projects/{made['id']}", stale), 409)["code"] == "VERSION_CONFLICT"
    assert refusal(admin.post("/projects", {"code": "PRJ-2", "nonsense": 1}), 422)["code"] == "VALIDATION_ERROR"


def test_zones_and_shelves_are_parts_of_the_storage_tree(admin: Api) -> None:
    zone = good(admin.post("/storage/zones", {"code": "Z1", "name": "Zone 1"}), 201)
    other = good(admin.post("/storage/zones", {"code": "Z2", "name": "Zone 2"}), 201)
    shelf = good(admin.post("/storage/shelves", {"code": "Z1-A", "name": "A", "zone": zone["id"]}), 201)
    assert {row["code"] for row in good(admin.get("/storage/zones"))} == {"Z1", "Z2"}
    assert [row["id"] for row in good(admin.get(f"/storage/zones/{zone['id']}/shelves"))] == [shelf["id"]]
    assert good(admin.get(f"/storage/zones/{other['id']}/shelves")) == []
    assert refusal(admin.get(f"/storage/zones/{shelf['id']}"), 404)["code"] == "NOT_FOUND"


def test_free_locations_are_found_with_their_reason(admin: Api) -> None:
    zone = good(admin.post("/storage/zones", {"code": "Z1", "name": "Zone 1"}), 201)
    for code, capacity in (("B1", "5"), ("B2", "500")):
        values = {"code": code, "name": code, "kind": "bin", "parent": zone["id"], "capacity": capacity}
        good(admin.post("/master/location", {"values": values}), 201)
    assert {row["code"] for row in good(admin.get("/storage/locations/search"))} >= {"B1", "B2"}
    found = good(admin.get("/storage/locations/search?quantity=100&q=B"))
    assert [(row["code"], row["reason"], row["free"]) for row in found] == [("B2", "empty", "500")]
    assert refusal(admin.get("/storage/locations/search?quantity=much"), 422)


def test_requisitions_are_counted_decided_and_exported(tenant: Person, admin: Api) -> None:
    project = good(admin.post("/projects", {"code": "PRJ-1", "name": "Line 3", "budget": "100000"}), 201)["id"]
    employee = worker(tenant, "employee")
    made = requisition(employee, project)
    counted = good(admin.get("/requisitions/summary"))
    assert (counted["total"], counted["lines_by_state"]["pending_review"]) == (1, 1)
    assert counted["by_state"]["draft"] == 0
    job = good(admin.post("/requisitions/bulk-action", {"action": "reject", "ids": [made["id"]], "comment": "no"}), 202)
    assert [each["ok"] for each in job["results"]] == [True], job
    assert good(admin.get("/requisitions/summary"))["lines_by_state"]["rejected"] == 1
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content_of(admin.get("/requisitions/export"))))
    assert made["number"] in [row[0] for row in sheet.get_sheet_by_index(0).to_python()]
    assert [row["number"] for row in good(admin.get("/requisitions"))] == [made["number"]]


def test_expenditure_follows_requests_and_orders(tenant: Person, admin: Api) -> None:
    project = good(admin.post("/projects", {"code": "PRJ-1", "name": "Line 3", "budget": "1000"}), 201)["id"]
    told = good(admin.get(f"/projects/{project}/expenditure"))
    assert (told["budget"], told["requested"], told["available"]) == ("1000", "0.00", "1000.00")
    requisition(worker(tenant, "employee"), project)
    told = good(admin.get(f"/projects/{project}/expenditure"))
    figures = [told[name] for name in ("requested", "committed", "actual", "available")]
    assert figures == ["250.00", "0.00", "0.00", "750.00"]
    assert refusal(admin.get(f"/projects/{tenant.tenant_id}/expenditure"), 404)["code"] == "NOT_FOUND"
