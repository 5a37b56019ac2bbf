"""A signed-in person in a tenant of their own, and a client that speaks envelopes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.core.cache import cache
from django.test import Client

from kontor.kernel.actor import Actor
from kontor.tenancy.api import add_member, create_organisation, create_tenant, create_user

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


@pytest.fixture(autouse=True)
def _fresh(database: Any) -> None:
    cache.clear()


@pytest.fixture
def anna() -> Person:
    return person()
