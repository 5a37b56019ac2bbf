"""A language for business stories: people do things with documents, and tests read like what happened.

Over the public faces only, so a story proves what a user would see:

    story = Story.told("procurement", ann="employee", bob="buyer")
    request = story.ann.makes("requisition", "10 bolt at 2.50", title="Parts")
    story.ann.fires("submit", request)
    story.bob.decides("approve", request, partner=acme)
    [order] = story.bob.derives("order", request, "6")
    with refused("FOUR_EYES"):
        story.bob.fires("approve", order)
    assert story.bob.why_not("ship", order) == "WRONG_STATE"

A story owns a fresh tenant. ``wish`` turns a sentence about a line into its fields; packs with other fields bring
their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from kontor.documents import api as documents
from kontor.documents.contracts import ActionState, Document, Line, Take
from kontor.documents.invariants import violations
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.errors import DomainError, ValidationFailed
from kontor.packaging import api as packaging
from kontor.tenancy.api import working
from kontor.testing.builders import BuiltTenant, make_actor, make_tenant

Wish = Callable[[str], dict[str, Any]]
_WISH = re.compile(r"(?P<quantity>[\d.]+) (?P<description>.+?)(?: at (?P<unit_price>[\d.]+))?")


def plain_wish(sentence: str) -> dict[str, Any]:
    """``"10 bolt at 2.50"`` as quantity, description and unit price; the price may be left out."""
    match = _WISH.fullmatch(sentence)
    if match is None:
        raise ValueError(f"a line reads like “10 bolt at 2.50”, not {sentence!r}")
    return {name: value for name, value in match.groupdict().items() if value is not None}


@contextmanager
def refused(code: str) -> Iterator[list[DomainError]]:
    """What stands inside must be refused with this code; of several field problems one may carry it.

    The refusal is in the yielded list afterwards, for its figures.
    """
    caught: list[DomainError] = []
    try:
        yield caught
    except DomainError as problem:
        codes = {problem.code}
        if isinstance(problem, ValidationFailed):
            codes |= {each.code for each in problem.problems}
        assert code in codes, f"expected a refusal with {code}, got {', '.join(sorted(codes))}: {problem}"
        caught.append(problem)
        return
    raise AssertionError(f"expected a refusal with {code}, but it went through")


@dataclass(frozen=True)
class Person:
    """Somebody in the story; every verb is one business action through the public face."""

    actor: Actor
    wish: Wish = plain_wish

    @property
    def id(self) -> UUID:
        """The user's id, for fields that name people."""
        return self.actor.user_id

    def makes(
        self, type_code: str, *lines: str | Mapping[str, Any], confirmed: Sequence[str] = (), **values: Any
    ) -> Document:
        """A new document; lines as sentences or as fields."""
        asked = [self.wish(each) if isinstance(each, str) else each for each in lines]
        return documents.create(self.actor, type_code, values, asked, confirmed=confirmed)

    def changes(self, document: Document, *lines: Mapping[str, Any], **values: Any) -> Document:
        """A save on the present version; lines with an ``id`` are changed, others added."""
        now = self.reads(document)
        return documents.change(self.actor, now.id, version=now.version, values=values or None, lines=lines or None)

    def fires(self, action: str, document: Document, *, comment: str = "", **inputs: Any) -> Document:
        """A header action."""
        return documents.fire(self.actor, document.id, action, comment=comment, inputs=inputs)

    def decides(self, action: str, document: Document, *lines: int, comment: str = "", **inputs: Any) -> Document:
        """A line action on the lines at these places (from 0), on all when none is named."""
        chosen = _at(document, lines)
        [decided] = documents.fire_lines(
            self.actor, document.type_code, action, [line.id for line in chosen], comment=comment, inputs=inputs
        )
        return decided

    def derives(
        self, flow: str, document: Document, *quantities: str, confirmed: Sequence[str] = (), **values: Any
    ) -> list[Document]:
        """Lines flow on, as much of each as said; everything open of every line when nothing is said."""
        counted: Sequence[str | None] = quantities or [None] * len(document.lines)
        takes = [
            Take(line.id, None if count is None else Decimal(count))
            for line, count in zip(document.lines, counted, strict=False)
            if count != "0"
        ]
        return documents.derive(self.actor, flow, takes, values=values, confirmed=confirmed)

    def deletes(self, document: Document, reason: str) -> None:
        """A draft goes, with a reason."""
        documents.delete(self.actor, document.id, version=self.reads(document).version, reason=reason)

    def reads(self, document: Document) -> Document:
        """The document as this person sees it now."""
        return documents.get(self.actor, document.type_code, document.id)

    def why_not(self, action: str, document: Document, line: int | None = None) -> str | None:
        """The code of the one reason against the action, None when it is allowed."""
        offered = documents.actions(self.actor, document.id, everything=True)
        states: Sequence[ActionState] = offered.header
        if line is not None:
            states = offered.lines[document.lines[line].id]
        state = next(each for each in states if each.action == action)
        return None if state.reason is None else state.reason.code

    def may(self, action: str, document: Document, line: int | None = None) -> bool:
        """Whether the button is live."""
        return self.why_not(action, document, line) is None


def _at(document: Document, places: Sequence[int]) -> list[Line]:
    return [document.lines[at] for at in places] if places else list(document.lines)


@dataclass
class Story:
    """A fresh company running a pack, and its people by name."""

    tenant: BuiltTenant
    people: dict[str, Person] = field(default_factory=dict)
    wish: Wish = plain_wish

    @classmethod
    def told(cls, pack: str | Path, *, wish: Wish = plain_wish, currency: str = "TWD", **roles: str) -> Story:
        """``Story.told("procurement", ann="employee", bob="buyer")``."""
        tenant = make_tenant(currency=currency)
        packaging.install(tenant.system, [pack])
        story = cls(tenant, wish=wish)
        for name, role in roles.items():
            story.hires(name, role)
        return story

    def hires(self, name: str, *roles: str, organisation_id: UUID | None = None) -> Person:
        """Somebody new with these roles, everywhere unless an organisation is named."""
        actor = make_actor(self.tenant, name=name.title(), organisation_id=organisation_id)
        for role in roles:
            access.assign_role(self.tenant.system, actor.user_id, role, organisation_id=organisation_id)
        self.people[name] = Person(actor, self.wish)
        return self.people[name]

    def __getattr__(self, name: str) -> Person:
        people = self.__dict__.get("people", {})
        if name in people:
            person: Person = people[name]
            return person
        raise AttributeError(f"nobody called {name!r} is in this story")

    def assert_flows_add_up(self) -> None:
        """Every running sum and every share is exact."""
        with working(self.tenant.system, read_only=True):
            found = list(violations())
        assert not found, found
