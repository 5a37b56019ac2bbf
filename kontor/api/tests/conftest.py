"""A signed-in person in a tenant of their own, and a client that speaks envelopes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.tenancy.api import add_member, create_organisation, create_tenant, create_user

TRADE = Path(__file__).parents[2] / "documents" / "tests" / "packs" / "trade"
DESK = Path(__file__).parent / "packs" / "desk"
PASSWORD = "correct horse battery"


@dataclass
class Person:
    """Somebody with a password, at home in the root organisation of a tenant."""

    user_id: UUID
    tenant_id: UUID
    tenant_code: str
    organisation_id: UUID
    email: str

    @property
    def actor(self) -> Actor:
        return Actor(self.user_id, self.tenant_id, self.organisation_id)

    @property
    def system(self) -> Actor:
        """The platform acting in the tenant."""
        return Actor.system(self.tenant_id, organisation_id=self.organisation_id)


@dataclass
class Api:
    """Calls the API as a program does; ``token`` signs every call in."""

    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.token and "Authorization" not in named:
            named["Authorization"] = f"Bearer {self.token}"
        content = body if isinstance(body, bytes) else orjson.dumps(body) if body is not None else b""
        return self.client.generic(method, f"/api/v1{path}", content, content_type="application/json", headers=named)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("PATCH", path, body, **headers)

    def upload(self, name: str, content: bytes) -> Any:
        """A file by multipart form."""
        headers = {**self.headers, "Authorization": f"Bearer {self.token}"}
        return self.client.post("/api/v1/files", {"file": SimpleUploadedFile(name, content)}, headers=headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("DELETE", path, body, **headers)


def person(tenant: Person | None = None) -> Person:
    """A new user in a new tenant, or in the tenant of another person."""
    tag = uuid4().hex[:10]
    if tenant is None:
        made = create_tenant(f"t-{tag}", f"Tenant {tag}")
        tenant_id, code = made.id, made.code
        system = Actor.system(tenant_id)
        root = create_organisation(system, code="ROOT", name="Root", kind="company", currency="TWD").id
    else:
        tenant_id, code, root = tenant.tenant_id, tenant.tenant_code, tenant.organisation_id
    user = create_user(f"{tag}@example.com", f"Person {tag}", password=PASSWORD)
    add_member(Actor.system(tenant_id), user.id, root)
    return Person(user.id, tenant_id, code, root, user.email)


def sign_in(someone: Person) -> tuple[Api, dict[str, Any]]:
    """A client signed in as that person, and the data of the sign-in."""
    api = Api()
    reply = api.post("/auth/login", {"email": someone.email, "password": PASSWORD})
    assert reply.status_code == 200, reply.content
    data = reply.json()["data"]
    return Api(token=data["access_token"]), data


@dataclass
class Team:
    """The company of the pack ``trade``: Ann requests, Bob buys, Eve manages – each signed in."""

    tenant: Person
    ann: Api
    bob: Api
    eve: Api

    def request(self, *lines: dict[str, Any], by: Api | None = None, **values: Any) -> dict[str, Any]:
        """A request of Ann's; ten bolts at 2.50 unless lines are given."""
        made = lines or (
            {"description": "不鏽鋼螺栓 bolt", "quantity": "10", "unit_price": "2.50", "supplier": "Acme"},
        )
        body = {"values": {"title": "Parts", **values}, "lines": list(made)}
        return good((by or self.ann).post("/documents/request", body), 201)

    def submitted(self, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
        """A request whose lines wait for a decision."""
        made = self.request(*lines, **values)
        return good(self.ann.post(f"/documents/request/{made['id']}/actions/submit"))

    def approved(self, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
        """A request whose lines Bob has approved."""
        made = self.submitted(*lines, **values)
        ids = [line["id"] for line in made["lines"]]
        return good(self.bob.post("/documents/request/lines/actions/approve", {"line_ids": ids}))[0]


def good(reply: Any, status: int = 200) -> Any:
    """The data of a reply that must have gone well."""
    assert reply.status_code == status, reply.content.decode()
    return reply.json()["data"]


def content_of(reply: Any) -> bytes:
    """The bytes of a streamed file, closed afterwards."""
    content = b"".join(reply.streaming_content)
    reply.close()
    return content


def refusal(reply: Any, status: int) -> dict[str, Any]:
    """The error of a reply that must have been refused."""
    assert reply.status_code == status, reply.content.decode()
    error: dict[str, Any] = reply.json()["error"]
    return error


def make_team() -> Team:
    """A fresh tenant with the packs ``platform`` and ``trade``."""
    tenant = person()
    packaging.install(tenant.system, ["platform", TRADE, DESK])
    apis = []
    for role in ("requester", "buyer", "manager"):
        one = person(tenant)
        access.assign_role(tenant.system, one.user_id, role)
        access.assign_role(tenant.system, one.user_id, "colleague")
        apis.append(sign_in(one)[0])
    return Team(tenant, *apis)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture(autouse=True)
def _fresh(database: Any, settings: Any, tmp_path: Path) -> None:
    """Cheap passwords, no counters of earlier tests, files in a folder of the test's own."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATA_DIR = tmp_path


@pytest.fixture
def anna() -> Person:
    return person()
