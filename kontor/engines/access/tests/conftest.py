"""A small configuration of roles, published for the test's own tenant without packs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import pytest

from kontor.engines.access import api
from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.packaging import cache
from kontor.packaging.model import DocumentModel, FieldSet, Model
from kontor.packaging.schema import DocumentType, Role
from kontor.tenancy.api import set_config_version, working
from kontor.testing.builders import BuiltTenant, make_actor

PERMISSIONS = (
    "order.read", "order.create", "order.update", "order.approve", "order.line.approve", "order.export",
    "invoice.read", "invoice.pay", "partner.read", "partner.update", "access.assign", "access.explain",
)  # fmt: skip


def role(code: str, *grants: dict[str, Any], **facts: Any) -> Role:
    """A role with grants as a pack would write them."""
    return Role.model_validate({"role": code, "label": {"en": code.title()}, "grants": list(grants), **facts})


def allow(*permissions: str, **facts: Any) -> dict[str, Any]:
    return {"permissions": list(permissions), **facts}


def deny(*permissions: str, **facts: Any) -> dict[str, Any]:
    return {"permissions": list(permissions), "effect": "deny", **facts}


def publish(tenant: BuiltTenant, roles: Iterable[Role]) -> None:
    """Make the roles the tenant's configuration; orders are owned by their ``requester`` too."""
    label = {"en": "Order", "zh-Hant": "訂單"}
    order = DocumentType.model_validate(
        {
            "document": "order", "label": label, "plural": label, "app": "test", "workflow": "order",
            "numbering": {"pattern": "O-{yyyy}-{seq:4}"}, "owner_field": "requester",
        }
    )  # fmt: skip
    documents = {"order": DocumentModel(order, FieldSet(), FieldSet(), cast(Any, None), None, "test")}
    version_id = new_id()
    model = Model(
        content_hash=str(version_id),
        documents=documents,
        roles={each.role: each for each in roles},
        permissions={each: Text(en=each, zh_hant=each) for each in PERMISSIONS},
    )
    cache.keep(tenant.id, version_id, 1, model)
    with working(tenant.system):
        set_config_version(version_id)


@pytest.fixture
def holder(tenant: BuiltTenant) -> Callable[..., Actor]:
    """``holder(role, …, organisation_id=…)``: publish the roles and give them all to a new actor."""

    def make(*roles: Role, organisation_id: Any = None, known: Iterable[Role] = ()) -> Actor:
        publish(tenant, [*roles, *known])
        actor = make_actor(tenant)
        for each in roles:
            api.assign_role(tenant.system, actor.user_id, each.role, organisation_id)
        return actor

    return make
