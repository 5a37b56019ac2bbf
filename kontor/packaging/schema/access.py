"""Roles and what they allow (P5). No role name is ever compared in code."""

from decimal import Decimal
from typing import Literal

from kontor.packaging.schema.common import Code, Condition, LocalText, PackPart, PermissionPattern


class Grant(PackPart):
    """Permissions given (or denied) for the records where ``when`` holds and within ``scope``.

    Scope ``own``: records created by, or owned by, the user. ``organisation``: the organisation the role was assigned
    for and everything below it. A deny wins over every allow. ``when`` sees header fields, ``state`` and ``actor``.
    """

    permissions: tuple[PermissionPattern, ...]
    effect: Literal["allow", "deny"] = "allow"
    scope: Literal["all", "organisation", "own"] = "organisation"
    when: Condition | None = None


class AuthorityLimit(PackPart):
    """The largest amount this role may decide on, per permission, currency and category (None: any)."""

    permission: str
    currency: str | None = None
    category: str | None = None
    amount: Decimal


class HiddenField(PackPart):
    """A field holders of the role do not see unless another of their roles shows it: read none, mask or read-only."""

    type: Code
    field: Code
    access: Literal["none", "mask", "read"]


class Role(PackPart):
    role: Code
    label: LocalText
    description: LocalText | None = None
    grants: tuple[Grant, ...] = ()
    limits: tuple[AuthorityLimit, ...] = ()
    hidden_fields: tuple[HiddenField, ...] = ()
