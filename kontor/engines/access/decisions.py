"""Questions about rights: may this actor do this, to what, up to how much (P5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from kontor.engines.access.contracts import Considered, Decision
from kontor.engines.access.grants import HeldGrant, covers
from kontor.engines.access.holdings import grants_for, is_narrowed_away, model, roles_of
from kontor.engines.access.rows import EVERYTHING, NOTHING, RowCondition
from kontor.kernel.actor import Actor
from kontor.kernel.errors import Forbidden
from kontor.kernel.text import Text
from kontor.packaging.schema import AuthorityLimit

_NO_GRANT = Text(en="None of your roles grants it.", zh_hant="您的角色均未授予此權限。")
_KEY = Text(en="The API key used does not reach it.", zh_hant="所使用的 API 金鑰不含此權限。")
_SYSTEM = Text(en="The platform itself acts.", zh_hant="由系統執行。")

NO_AUTHORITY = Decimal(0)


def can(actor: Actor, permission: str, record: Mapping[str, Any] | None = None) -> Decision:
    """Whether the actor holds the permission for a record, or for any record at all where none is named.

    A deny that holds wins over every allow; without a record only a deny of everything counts.
    """
    return decide(actor, permission, grants_for(actor, permission), record)


def decide(
    actor: Actor, permission: str, grants: Iterable[HeldGrant], record: Mapping[str, Any] | None = None
) -> Decision:
    """``can`` over grants already gathered; in the same order of preference ``RowCondition`` has."""
    if actor.is_system:
        return Decision(True, permission, _SYSTEM)
    if is_narrowed_away(actor, permission):
        return Decision(False, permission, _KEY)
    held = list(grants)
    for each in held:
        if each.denies and _holds(each, record):
            return Decision(False, permission, _denied_by(each), considered(each, permission, True))
    for each in held:
        if not each.denies and (record is None or each.holds(record)):
            return Decision(True, permission, _granted_by(each), considered(each, permission, True))
    allowing = [each for each in held if not each.denies]
    return Decision(False, permission, _out_of_reach(allowing) if allowing else _NO_GRANT)


def require(
    actor: Actor, permission: str, record_type: str | None = None, *, record: Mapping[str, Any] | None = None
) -> None:
    """Refuse unless ``can``.

    Raises:
        Forbidden: with the reason.
    """
    grants = grants_for(actor, permission, record_type)
    decision = decide(actor, permission, grants, record)
    if not decision.allowed:
        raise Forbidden(permission, decision.reason)


def row_condition(actor: Actor, permission: str, type_code: str | None = None) -> RowCondition:
    """Which records the actor holds the permission for; ``to_sql`` for lists, ``holds`` for one.

    ``can`` on a record and membership in the list always agree, because both read the same grants.
    """
    if actor.is_system:
        return EVERYTHING
    if is_narrowed_away(actor, permission):
        return NOTHING
    grants = grants_for(actor, permission, type_code)
    return RowCondition(
        allows=tuple(each for each in grants if not each.denies), denies=tuple(each for each in grants if each.denies)
    )


def permissions_of(actor: Actor) -> frozenset[str]:
    """Every permission the actor holds for at least some record; what the client draws menus from.

    A permission is left out when denies rule out all its allows for certain.
    """
    configuration = model()
    known = set(configuration.permissions) if configuration else set()
    if actor.is_system:
        return frozenset(known)
    named = {each for held in roles_of(actor) for g in held.role.grants for each in g.permissions if "*" not in each}
    return frozenset(each for each in known | named if not is_narrowed_away(actor, each) and _holds_some(actor, each))


def _holds_some(actor: Actor, permission: str) -> bool:
    grants = grants_for(actor, permission)
    denies = [each for each in grants if each.denies]
    return any(not _ruled_out(each, denies) for each in grants if not each.denies)


def _ruled_out(allow: HeldGrant, denies: Iterable[HeldGrant]) -> bool:
    """Whether a deny certainly covers everything the allow gives."""
    for deny in denies:
        if deny.covers_everything:
            return True
        # Both speak of organisations, and those of the allow all lie within those of the deny.
        if deny.when is None and deny.grant.scope == allow.grant.scope == "organisation":
            inside = allow.organisations is not None and allow.organisations <= (deny.organisations or frozenset())
            if inside:
                return True
    return False


def limit_for(
    actor: Actor,
    permission: str,
    currency: str | None = None,
    category: str | None = None,
    *,
    organisation_id: UUID | None = None,
) -> Decimal | None:
    """The largest amount the actor may decide on in a currency and category; None means without limit.

    Only roles that grant the permission count. A role that states no limit for the permission gives it without limit;
    one that states limits, but none for this currency and category, gives no authority (zero). Among a role's limits
    the most specific one holds, among roles the largest. ``organisation_id``: count only roles held for it.
    """
    if actor.is_system:
        return None
    largest = NO_AUTHORITY
    for held in roles_of(actor):
        if not held.reaches(organisation_id) or not _grants(held.role.grants, permission):
            continue
        stated = [each for each in held.role.limits if covers(each.permission, permission)]
        if not stated:
            return None
        largest = max(largest, _most_specific(stated, currency, category))
    return largest


def _grants(grants: Iterable[Any], permission: str) -> bool:
    speaking = [each for each in grants if any(covers(pattern, permission) for pattern in each.permissions)]
    denied = any(each.effect == "deny" and each.when is None and each.scope != "own" for each in speaking)
    return not denied and any(each.effect == "allow" for each in speaking)


def _most_specific(limits: Iterable[AuthorityLimit], currency: str | None, category: str | None) -> Decimal:
    fitting = [
        each for each in limits if each.currency in (None, currency) and each.category in (None, category)
    ]  # fmt: skip
    if not fitting:
        return NO_AUTHORITY
    rank = {id(each): (each.category is not None, each.currency is not None) for each in fitting}
    best = max(rank.values())
    return max(each.amount for each in fitting if rank[id(each)] == best)


def _holds(grant: HeldGrant, record: Mapping[str, Any] | None) -> bool:
    return grant.covers_everything if record is None else grant.holds(record)


def considered(
    grant: HeldGrant, permission: str, holds: bool | None, trace: Mapping[str, Any] | None = None
) -> Considered:
    """A grant as an explanation shows it."""
    why = _WHY_DENY if grant.denies else _WHY_ALLOW
    return Considered(
        grant.role, grant.role_label, grant.grant.effect, grant.pattern_for(permission) or "", grant.grant.scope,
        grant.organisation_id, holds, why[holds], trace,
    )  # fmt: skip


_WHY_ALLOW = {
    True: Text(en="allows it", zh_hant="允許"),
    False: Text(en="would allow it, but not for this record", zh_hant="可允許,但不適用於此筆資料"),
    None: Text(en="allows it for some records", zh_hant="允許部分資料"),
}
_WHY_DENY = {
    True: Text(en="forbids it", zh_hant="禁止"),
    False: Text(en="forbids it elsewhere, not for this record", zh_hant="禁止其他資料,但不適用於此筆"),
    None: Text(en="forbids it for some records", zh_hant="禁止部分資料"),
}


def _granted_by(grant: HeldGrant) -> Text:
    label = grant.role_label
    return Text(en=f"The role “{label.en}” grants it.", zh_hant=f"角色「{label.zh_hant}」授予此權限。")


def _denied_by(grant: HeldGrant) -> Text:
    label = grant.role_label
    return Text(en=f"The role “{label.en}” forbids it.", zh_hant=f"角色「{label.zh_hant}」禁止此操作。")


_REACHES = {
    "own": Text(en="only your own records", zh_hant="僅限本人的資料"),
    "organisation": Text(en="only certain organisations", zh_hant="僅限特定組織"),
    "all": Text(en="only records that meet a condition", zh_hant="僅限符合條件的資料"),
}


def _out_of_reach(grants: list[HeldGrant]) -> Text:
    reaches = [_REACHES["all"] if each.when is not None else _REACHES[each.grant.scope] for each in grants]
    unique = list(dict.fromkeys(reaches))
    en, zh = " or ".join(each.en for each in unique), "或".join(each.zh_hant for each in unique)
    return Text(en=f"Your roles cover {en}, and this is none.", zh_hant=f"您的權限{zh},此筆不在範圍內。")
