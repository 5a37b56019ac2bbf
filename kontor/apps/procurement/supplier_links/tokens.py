"""The link's token: tenant and row id, signed with the installation's key; nothing secret is stored."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from kontor.apps.procurement.errors import SupplierLinkInvalid

_SALT = "kontor.supplier-link"


@dataclass(frozen=True, slots=True)
class LinkKey:
    tenant_id: UUID
    link_id: UUID


def sign(key: LinkKey) -> str:
    """A token fit for a URL."""
    return signing.dumps([key.tenant_id.hex, key.link_id.hex], salt=_SALT)


def read(token: str) -> LinkKey:
    """Raises SupplierLinkInvalid for anything this installation did not sign."""
    try:
        tenant, link = signing.loads(token, salt=_SALT)
        return LinkKey(UUID(tenant), UUID(link))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise SupplierLinkInvalid from error
