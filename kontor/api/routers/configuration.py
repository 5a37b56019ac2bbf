"""``/configuration``: a tenant changes its own configuration – draft, check, compare, publish, roll back (P12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from ninja import Router
from pydantic import Field, StringConstraints

from kontor.api.requests import actor_of
from kontor.api.routers.bodies import Body, Values, Version
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.packaging import api as packaging
from kontor.packaging import attribute_types, vocabulary
from kontor.packaging.permissions import PUBLISH, READ
from kontor.packaging.vocabulary import Vocabulary
from kontor.tenancy.api import reading, unit_of_work

router = Router(tags=["Configuration"])
Result = TypeVar("Result")

Note = Annotated[str, StringConstraints(max_length=1_000)]
Number = Annotated[int, Field(ge=1, le=2_000_000_000)]


class Overlay(Body):
    overlay: Values
    """Parts like those of a pack: documents, entities, workflows, extensions, settings …"""


class Draft(Overlay):
    version: Version


class Publication(Body):
    overlay: Values | None = None
    """Without it the draft is published."""
    version: Version | None = None
    """Version of the draft that was read."""
    note: Note = ""


class RollBack(Body):
    number: Number
    note: Note = ""


@router.get("/configuration/versions", operation_id="list_configuration_versions", summary="Published versions")
def versions(request: HttpRequest) -> list[dict[str, Any]]:
    """Newest first."""
    found = _asked(actor_of(request), READ, packaging.versions)
    return [
        {
            "id": each.id,
            "number": each.number,
            "published_at": each.published_at,
            "published_by": each.published_by,
            "note": each.note,
            "packs": dict(each.packs),
            "is_current": each.is_current,
        }
        for each in found
    ]


@router.get("/configuration/draft", operation_id="get_configuration_draft", summary="The draft")
def draft(request: HttpRequest) -> dict[str, Any]:
    """What is published, with version 0, while nobody drafts."""
    overlay, version = _asked(actor_of(request), READ, packaging.draft)
    return {"overlay": overlay, "version": version}


@router.put("/configuration/draft", operation_id="save_configuration_draft", summary="Save the draft")
def save(request: HttpRequest, body: Draft) -> dict[str, Any]:
    """Right or not; the reply tells what is wrong."""
    actor = actor_of(request)
    problems = _done(actor, lambda who: packaging.save_draft(who, body.overlay, version=body.version))
    return {"version": body.version + 1, "problems": _shown(problems, actor.language)}


@router.post("/configuration/check", operation_id="check_configuration", summary="Check without saving")
def check(request: HttpRequest, body: Overlay) -> dict[str, Any]:
    """Every mistake with its id, subject, sentence and hint."""
    actor = actor_of(request)
    problems = _asked(actor, READ, lambda who: packaging.check(who, body.overlay))
    return {"problems": _shown(problems, actor.language)}


@router.post("/configuration/diff", operation_id="compare_configuration", summary="What publishing would change")
def diff(request: HttpRequest, body: Overlay) -> list[dict[str, Any]]:
    """Part by part."""
    found = _asked(actor_of(request), READ, lambda who: packaging.diff(who, body.overlay))
    return [{"change": each.change, "path": each.path, "before": each.before, "after": each.after} for each in found]


@router.post("/configuration/publish", operation_id="publish_configuration", summary="Publish")
def publish(request: HttpRequest, body: Publication) -> dict[str, Any]:
    """Every process follows at its next transaction; no restart."""

    def act(actor: Actor) -> packaging.Model:
        if body.overlay is not None:
            return packaging.publish(actor, body.overlay, note=body.note)
        return packaging.publish_draft(actor, version=body.version or 0, note=body.note)

    return _version(_done(actor_of(request), act))


@router.post("/configuration/roll-back", operation_id="roll_back_configuration", summary="Roll back")
def roll_back(request: HttpRequest, body: RollBack) -> dict[str, Any]:
    """Publish an earlier version again; history stays."""
    return _version(_done(actor_of(request), lambda who: packaging.roll_back(who, body.number, note=body.note)))


@router.get("/configuration/words", operation_id="list_configuration_words", summary="Words packs may use")
def words(request: HttpRequest) -> dict[str, Any]:
    """Attribute types, effects and rule actions with the schema of their options; for designers and their checks."""
    actor = actor_of(request)
    _asked(actor, READ, lambda who: None)
    types = {
        each.type: {
            "label": each.label.to_mapping(),
            "options": _schema(each.Options),
            "index": each.index_kind,
        }
        for each in attribute_types.all_types()
    }
    return {
        "attribute_types": types,
        "effects": _options(vocabulary.effects),
        "rule_actions": _options(vocabulary.rule_actions),
        "permissions": _permissions(actor),
    }


def _permissions(actor: Actor) -> dict[str, dict[str, str]]:
    model = _asked(actor, READ, lambda who: packaging.current(who.tenant_id))
    return {name: label.to_mapping() for name, label in sorted(model.permissions.items())}


def _options(kind: Vocabulary) -> dict[str, Any]:
    labels = kind.labels()
    return {
        word: {
            "label": labels[word].to_mapping() if word in labels else None,
            "options": (model := kind.options_of(word)) and _schema(model),
        }
        for word in kind.words()
    }


def _schema(model: Any) -> dict[str, Any]:
    """Names of the options and which must be given; expressions have no JSON schema of their own."""
    return {name: {"required": info.is_required()} for name, info in model.model_fields.items()}


def _asked(actor: Actor, permission: str, question: Callable[[Actor], Result]) -> Result:
    """Ask with the permission to read configuration."""

    @reading
    def ask(who: Actor) -> Result:
        access.require(who, permission)
        return question(who)

    return ask(actor)


def _done(actor: Actor, act: Callable[[Actor], Result]) -> Result:
    """Change with the permission to publish."""

    @unit_of_work
    def do(who: Actor) -> Result:
        access.require(who, PUBLISH)
        return act(who)

    return do(actor)


def _version(model: packaging.Model) -> dict[str, Any]:
    return {"id": model.version_id, "number": model.number, "content_hash": model.content_hash}


def _shown(problems: Iterable[packaging.Problem], language: str) -> list[dict[str, Any]]:
    return [
        {
            "check": each.check,
            "subject": each.subject,
            "severity": each.severity,
            "message": each.text.pick(language),
            "hint": each.hint.pick(language) if each.hint else None,
        }
        for each in problems
    ]
