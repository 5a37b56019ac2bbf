"""The specification of a tenant: every type typed, every reference found, every id once (Q2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from kontor.api.tests.conftest import Team
from kontor.packaging import api as packaging


def spec_of(team: Team) -> dict[str, Any]:
    reply = team.eve.get("/openapi.json")
    assert reply.status_code == 200, reply.content
    found: dict[str, Any] = reply.json()
    return found


def walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from walk(each)
    elif isinstance(value, list):
        for each in value:
            yield from walk(each)


def test_every_document_type_and_entity_is_typed(team: Team) -> None:
    spec = spec_of(team)
    assert spec["openapi"] == "3.1.0"
    paths, schemas = spec["paths"], spec["components"]["schemas"]
    assert "/documents/request" in paths
    assert not [path for path in paths if "{type}" in path and path.startswith("/documents")]
    create = paths["/documents/request"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert create["properties"]["values"] == {"$ref": "#/components/schemas/RequestInput"}
    assert schemas["RequestInput"]["required"] == ["title"]
    assert "total_amount" not in schemas["RequestInput"]["properties"]
    assert schemas["RequestValues"]["properties"]["total_amount"]["readOnly"] is True
    assert schemas["Request"]["properties"]["state"]["enum"][0] == "draft"
    action = paths["/documents/request/{id}/actions/{action}"]["post"]
    assert "submit" in next(each for each in action["parameters"] if each["name"] == "action")["schema"]["enum"]
    assert schemas["ProjectRecordInput"]["properties"]["budget"]
    filters = {each["name"] for each in paths["/documents/request"]["get"]["parameters"]}
    assert {"priority__eq", "sort", "page", "q"} <= filters


def test_references_resolve_and_ids_are_unique(team: Team) -> None:
    spec = spec_of(team)
    for node in walk(spec):
        if isinstance(ref := node.get("$ref"), str):
            target = spec
            for part in ref.removeprefix("#/").split("/"):
                target = target[part]
    ids = Counter(each["operationId"] for methods in spec["paths"].values() for each in methods.values())
    assert [name for name, count in ids.items() if count > 1] == []


def test_every_reply_is_an_envelope_and_public_operations_say_so(team: Team) -> None:
    paths = spec_of(team)["paths"]
    assert paths["/auth/login"]["post"]["security"] == []
    assert "security" not in paths["/documents/request"]["get"]
    for methods in paths.values():
        for operation in methods.values():
            assert operation["responses"]["default"]["content"]["application/json"]["schema"]["$ref"].endswith("/Error")


def test_a_published_field_is_in_the_next_specification(team: Team) -> None:
    before = team.eve.get("/openapi.json")
    packaging.publish(
        team.tenant.system,
        {
            "extensions": [
                {
                    "extends": "request",
                    "header": [{"name": "machine", "type": "text", "label": {"en": "Machine", "zh-Hant": "機台"}}],
                }
            ]
        },
    )
    after = team.eve.get("/openapi.json", If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert "machine" in after.json()["components"]["schemas"]["RequestInput"]["properties"]
    made = team.ann.post("/documents/request", {"values": {"title": "x", "machine": "CNC 5"}})
    assert made.json()["data"]["values"]["machine"] == "CNC 5"


def test_the_specification_speaks_the_readers_language(team: Team) -> None:
    chinese = team.eve.get("/openapi.json", Accept_Language="zh-TW").json()
    assert chinese["components"]["schemas"]["Request"]["title"] == "需求單"
