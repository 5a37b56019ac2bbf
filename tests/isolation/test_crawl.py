"""Every operation of the API, asked by one tenant with another's ids: nothing comes out, nothing is changed (P15).

The stranger is a manager with every permission in their own tenant, so only the walls between tenants can refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.core.cache import cache

from kontor.api.http import rates
from kontor.api.tests.conftest import Api
from tests.contract.company import Company, make_company

SECRET = "TOPSECRET-7f3a"
LEFT_OUT = frozenset({"logout", "switch_tenant", "login", "refresh", "login_code"})
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def walls(database: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> tuple[Company, Company]:
    """The company that is asked about, and the company that asks."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(rates, "limit", lambda name, default: 0)
    cache.clear()
    return make_company(SECRET), make_company("own")


def requests(asked: Company, asking: Company) -> Iterator[tuple[str, str, Any]]:
    """Method, address and body of every operation, filled with the other tenant's ids."""
    for path, methods in asking.spec["paths"].items():
        for method in METHODS:
            operation = methods.get(method)
            if operation is None or operation["operationId"].partition("__")[0] in LEFT_OUT:
                continue
            for ids in variants(asked, operation):
                yield method.upper(), address(path, operation, ids, asking.spec), body_of(operation, ids, asking.spec)


def variants(asked: Company, operation: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The ids to try: that of the operation's own type, and of the other kinds of records."""
    kind = operation["operationId"].partition("__")[2]
    known = asked.ids
    names = [kind] if kind in known else []
    for name in [*names, *(each for each in ("request", "file", "job", "key", "project") if each not in names)][:3]:
        yield {"id": known[name], "line": known["line"], "file": known["file"]}


def address(path: str, operation: dict[str, Any], ids: dict[str, str], spec: dict[str, Any]) -> str:
    query = []
    for parameter in operation.get("parameters", ()):
        schema = resolved(parameter.get("schema", {}), spec)
        value = value_of(parameter["name"], schema, ids, spec)
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(value))
        elif parameter["in"] == "query" and (parameter.get("required") or schema.get("format") == "uuid"):
            query.append(f"{parameter['name']}={value}")
    filled = re.sub(r"\{[^}]*\}", ids["id"], path)
    return filled + ("?" + "&".join(query) if query else "")


def body_of(operation: dict[str, Any], ids: dict[str, str], spec: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return filled(content["schema"], ids, spec) if content else None


def resolved(schema: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """The schema behind references and alternatives."""
    while "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for alternatives in ("anyOf", "oneOf", "allOf"):
        if alternatives in schema:
            return resolved(next(each for each in schema[alternatives] if each.get("type") != "null"), spec)
    return schema


def filled(schema: dict[str, Any], ids: dict[str, str], spec: dict[str, Any], name: str = "") -> Any:
    """A body in which every id is the other tenant's."""
    schema = resolved(schema, spec)
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), None) if isinstance(kind, list) else kind
    if kind == "object":
        return {key: filled(each, ids, spec, key) for key, each in schema.get("properties", {}).items()}
    if kind == "array":
        return [filled(schema.get("items", {}), ids, spec, name)]
    return value_of(name, schema, ids, spec)


def value_of(name: str, schema: dict[str, Any], ids: dict[str, str], spec: dict[str, Any]) -> Any:
    if "enum" in schema or "const" in schema:
        return schema.get("const", next(iter(schema.get("enum", ())), None))
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), None) if isinstance(kind, list) else kind
    if kind == "integer":
        return 1
    if kind == "boolean":
        return True
    if "line" in name:
        return ids["line"]
    if name == "file_id":
        return ids["file"]
    if name == "flow":
        return "buy"
    if name in {"type", "of"}:
        return "request"
    if name == "action":
        return "approve"
    if name == "entity":
        return "project"
    if schema.get("format") in {"uuid", None} or name.endswith("id"):
        return ids["id"]
    return "1"


def everything(company: Company) -> bytes:
    """All of a company's records as it sees them itself."""
    eve, ids = company.team.eve, company.ids
    addresses = [
        f"/documents/request/{ids['request']}",
        f"/documents/request/{ids['request']}/timeline",
        f"/documents/request/{ids['request']}/comments",
        f"/documents/request/{ids['request']}/attachments",
        f"/documents/order/{ids['order']}",
        f"/master/project/{ids['project']}",
        "/documents/request?count=true",
        "/documents/order?count=true",
        "/master/project",
        "/auth/api-keys",
    ]
    return orjson.dumps([eve.get(each).json()["data"] for each in addresses])


def test_no_operation_leaks_or_changes_another_tenants_records(walls: tuple[Company, Company]) -> None:
    asked, asking = walls
    before = everything(asked)
    leaks, broken, tried = [], [], 0
    for method, path, body in requests(asked, asking):
        reply = asking.team.eve.call(method, path, body)
        tried += 1
        content = b"".join(reply.streaming_content) if reply.streaming else reply.content
        reply.close()
        if SECRET.encode() in content:
            leaks.append(f"{method} {path}: {content[:300]!r}")
        if reply.status_code >= 500:
            broken.append(f"{method} {path}: {content[:300]!r}")
    assert tried > 300
    assert leaks == []
    assert broken == []
    assert everything(asked) == before


def test_naming_the_other_tenant_opens_nothing(walls: tuple[Company, Company]) -> None:
    asked, asking = walls
    for tenant in (str(asked.team.tenant.tenant_id), asked.team.tenant.tenant_code):
        named = Api(token=asking.team.eve.token, headers={"X-Tenant": tenant})
        for path in (
            "/auth/me",
            "/model",
            "/documents/request",
            f"/documents/request/{asked.ids['request']}",
            "/inbox",
        ):
            reply = named.get(path)
            assert (reply.status_code, reply.json()["error"]["code"]) == (403, "NOT_A_MEMBER")


def test_one_tenants_lists_search_and_inbox_hold_its_own_alone(walls: tuple[Company, Company]) -> None:
    asked, asking = walls
    eve = asking.team.eve
    for path in (
        f"/search?q={SECRET}",
        f"/documents/request?q={SECRET}",
        "/documents/request/lines",
        "/inbox",
        "/jobs",
    ):
        assert SECRET not in eve.get(path).content.decode()
    assert asked.team.eve.get(f"/search?q={SECRET}").json()["data"]
