"""Actions on documents and lines; what is possible, and doing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from kontor.api.etags import stated_version, tag
from kontor.api.http.envelope import Reply
from kontor.api.requests import actor_of
from kontor.api.routers.bodies import Firing, LineFiring, LinesFiring
from kontor.api.services.documents import kind_of, shown, shown_many
from kontor.api.services.named_files import showing_files
from kontor.api.wire.documents import actions_json
from kontor.documents import api as documents
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.kernel.text import Text
from kontor.tenancy.api import unit_of_work

router = Router(tags=["Actions"])

LINE = Text(en="line", zh_hant="明細")


@router.get("/documents/{type}/{uuid:id}/actions", operation_id="list_actions", summary="What can be done now")
def list_actions(request: HttpRequest, type: str, id: UUID) -> dict[str, Any]:
    """Every action the state offers, with *allowed* or the reason why not, for the header and each line."""
    actor = actor_of(request)
    return actions_json(documents.actions(actor, id, type_code=type), actor.language)


@router.post("/documents/{type}/{uuid:id}/actions/{action}", operation_id="fire_action", summary="Fire an action")
def fire_action(request: HttpRequest, type: str, id: UUID, action: str, body: Firing | None = None) -> Reply:
    actor = actor_of(request)
    given = body or Firing()
    given.version = stated_version(request, given.version)
    reply, version = _fire(actor, type, id, action, given)
    return Reply(reply, headers={"ETag": tag(version)})


@unit_of_work
def _fire(actor: Actor, type: str, id: UUID, action: str, given: Firing) -> tuple[dict[str, Any], int]:
    """The action and its reply in one transaction: what is shown is what was written."""
    fired = documents.fire(
        actor,
        id,
        action,
        version=given.version,
        inputs=given.inputs,
        comment=given.comment,
        line_ids=tuple(given.line_ids) if given.line_ids is not None else None,
        line_inputs=given.line_inputs,
        confirmed=tuple(given.confirmed),
        type_code=type,
    )
    showing_files(actor, fired)
    return shown(actor, fired), fired.version


@router.post(
    "/documents/{type}/{uuid:id}/lines/{uuid:line}/actions/{action}",
    operation_id="fire_line_action",
    summary="Fire an action on one line",
)
def fire_line_action(
    request: HttpRequest, type: str, id: UUID, line: UUID, action: str, body: LineFiring | None = None
) -> Reply:
    actor = actor_of(request)
    given = body or LineFiring()
    _ensure_line(actor, type, id, line)
    fired = documents.fire_lines(
        actor, type, action, (line,), inputs=given.inputs, comment=given.comment, confirmed=tuple(given.confirmed)
    )
    showing_files(actor, *fired)
    return Reply(shown(actor, fired[0]), headers={"ETag": tag(fired[0].version)})


@router.post(
    "/documents/{type}/lines/actions/{action}", operation_id="fire_lines", summary="Fire an action on many lines"
)
def fire_lines(request: HttpRequest, type: str, action: str, body: LinesFiring) -> list[dict[str, Any]]:
    """Lines of any number of documents of the type, in one transaction; answers the documents as they are now."""
    actor = actor_of(request)
    kind_of(actor, type)
    return _fire_lines(actor, type, action, body)


@unit_of_work
def _fire_lines(actor: Actor, type: str, action: str, body: LinesFiring) -> list[dict[str, Any]]:
    fired = documents.fire_lines(
        actor,
        type,
        action,
        tuple(dict.fromkeys(body.line_ids)),
        inputs=body.inputs,
        line_inputs=body.line_inputs,
        comment=body.comment,
        confirmed=tuple(body.confirmed),
    )
    showing_files(actor, *fired)
    return shown_many(actor, fired)


def _ensure_line(actor: Actor, type: str, id: UUID, line: UUID) -> None:
    """The address names document and line: a line of another document is not there."""
    if all(each.id != line for each in documents.get(actor, type, id).lines):
        raise NotFound(LINE, line)
