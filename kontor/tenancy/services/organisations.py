"""The organisation tree: read once per unit of work, changed node by node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from kontor.kernel.actor import Actor
from kontor.kernel.currencies import is_known_currency
from kontor.kernel.errors import NotFound
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.tenancy import context
from kontor.tenancy.errors import CodeTaken, OrganisationInvalid
from kontor.tenancy.models import Kind, Organisation
from kontor.tenancy.work import unit_of_work

_TREE = "tenancy.organisations"
_ORGANISATION = Text(en="organisation", zh_hant="組織")
_NO_CURRENCY = Text(en="a company needs a currency of ISO 4217", zh_hant="公司必須設定 ISO 4217 幣別")
_BELOW_ITSELF = Text(en="it cannot be moved below itself", zh_hant="不可移到自己之下")
_UNKNOWN_KIND = Text(en="its kind is group, company, department or site", zh_hant="類型須為集團、公司、部門或據點")

_MOVE = """
UPDATE organisation SET path = %s::uuid[] || path[%s:], version = version + 1
WHERE tenant_id = %s AND %s = ANY (path)
"""


@unit_of_work
def create_organisation(
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: str,
    parent_id: UUID | None = None,
    currency: str = "",
    timezone: str = "",
    data: Mapping[str, Any] | None = None,
) -> Organisation:
    """Add a node to the tree.

    Raises:
        OrganisationInvalid: unknown kind, or a company without a known currency.
        NotFound: the parent.
        CodeTaken: another organisation of the tenant has the code.
    """
    _check(code, kind, currency)
    above = get_organisation(parent_id).path if parent_id else []
    own_id = new_id()
    organisation = Organisation(
        id=own_id, parent_id=parent_id, code=code, name=name, kind=kind, currency=currency, timezone=timezone,
        path=[*above, own_id], data=dict(data or {}),
    )  # fmt: skip
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise CodeTaken(code) from error
    context.current().forget(_TREE)
    return organisation


@unit_of_work
def move_organisation(actor: Actor, organisation_id: UUID, parent_id: UUID | None) -> Organisation:
    """Hang a node with everything below it under another parent, or make it a root.

    Raises:
        OrganisationInvalid: the new parent lies below the node.
    """
    node = get_organisation(organisation_id)
    above = list(get_organisation(parent_id).path) if parent_id else []
    if organisation_id in above:
        raise OrganisationInvalid(node.code, _BELOW_ITSELF)
    Organisation.objects.filter(id=organisation_id).update(parent_id=parent_id)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [above, len(node.path), actor.tenant_id, organisation_id])
    context.current().forget(_TREE)
    return get_organisation(organisation_id)


def organisations() -> Mapping[UUID, Organisation]:
    """All organisations of the tenant by id; parents before children."""
    return context.current().remember(_TREE, _read_tree)


def get_organisation(organisation_id: UUID) -> Organisation:
    """One organisation.

    Raises:
        NotFound: none by this id in the tenant.
    """
    found = organisations().get(organisation_id)
    if found is None:
        raise NotFound(_ORGANISATION, organisation_id)
    return found


def organisation_subtree(organisation_id: UUID) -> set[UUID]:
    """The organisation and everything below it; empty for an unknown id."""
    return {each.id for each in organisations().values() if organisation_id in each.path}


def company_of(organisation_id: UUID) -> Organisation:
    """The nearest company at or above the organisation: the one whose books it belongs to.

    Raises:
        NotFound: the organisation, or no company above it.
    """
    path = get_organisation(organisation_id).path
    for each in reversed(path):
        if organisations()[each].kind == Kind.COMPANY:
            return organisations()[each]
    raise NotFound(Text(en="company above organisation", zh_hant="所屬公司"), organisation_id)


def timezone_of(organisation_id: UUID | None) -> str:
    """The nearest time zone set at or above the organisation; the tenant's where none is."""
    from kontor.tenancy.services.tenants import current_tenant

    tree = organisations()
    path = tree[organisation_id].path if organisation_id is not None and organisation_id in tree else []
    return next((tree[each].timezone for each in reversed(path) if tree[each].timezone), current_tenant().timezone)


def _read_tree() -> dict[UUID, Organisation]:
    rows = sorted(Organisation.objects.all(), key=lambda each: (len(each.path), each.code))
    return {each.id: each for each in rows}


def _check(code: str, kind: str, currency: str) -> None:
    if kind not in Kind.values:
        raise OrganisationInvalid(code, _UNKNOWN_KIND)
    if (kind == Kind.COMPANY or currency) and not is_known_currency(currency):
        raise OrganisationInvalid(code, _NO_CURRENCY)
