"""Effects: the registered Python functions through which documents touch the world (P3, P18).

An effect is named in a workflow with its options, which its pydantic model checks when the pack compiles. It runs
inside the business transaction. ``batch`` effects get the contexts of all documents of one command at once, so that a
decision over a thousand lines stays a handful of statements; others are called once per document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from kontor.engines.workflow.contracts import Direction, Document, FlowLink, Line
from kontor.kernel.actor import Actor
from kontor.kernel.expressions import Expression
from kontor.kernel.registry import Registry
from kontor.kernel.text import Text
from kontor.packaging import vocabulary


class EffectOptions(BaseModel):
    """Base of all option models; an unknown key is a mistake in the pack."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class NoOptions(EffectOptions):
    """For effects that need none."""


class DocumentsFace(Protocol):
    """What an effect may do with documents; the document engine stands behind it.

    Everything happens inside the present transaction with the platform's own right: the person was asked for the
    right to fire the action. Nothing is in the tables before the command ends; ``write_now`` brings it there early.
    """

    def fire_linked(
        self,
        line_ids: Sequence[UUID],
        flow: str,
        direction: Direction,
        action: str,
        *,
        inputs: Mapping[str, Any] | None = None,
        only_when: Expression | None = None,
    ) -> int:
        """Fire ``action`` on the lines linked to ``line_ids`` whose state allows it; how many were fired."""

    def fire(self, document_id: UUID, action: str, *, inputs: Mapping[str, Any] | None = None) -> Document:
        """Fire a header action on a document."""

    def fire_lines(self, line_ids: Sequence[UUID], action: str, *, inputs: Mapping[str, Any] | None = None) -> int:
        """Fire a line action on those of the lines whose state allows it; how many were fired."""

    def create_system(
        self, type_code: str, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]] = ()
    ) -> Document:
        """A new document of ``type_code``, checked like any other but without asking for a permission."""

    def derive(
        self,
        flow: str,
        takes: Sequence[Any],
        *,
        values: Mapping[str, Any] | None = None,
        inputs: Mapping[str, Any] | None = None,
    ) -> list[Document]:
        """Let lines flow on; like the public ``derive`` without asking for a permission."""

    def links(self, line_ids: Sequence[UUID], flow: str, direction: Direction) -> list[FlowLink]:
        """Living links of the lines: ``sources`` upstream, ``targets`` downstream."""

    def line_shares(self, line_id: UUID, flow: str) -> list[FlowLink]:
        """From which source lines a target line comes, with quantity and amount of each."""

    def set_values(self, document_id: UUID, values: Mapping[str, Any]) -> None:
        """Set header fields, exact Python values."""

    def set_line_values(self, values: Mapping[UUID, Mapping[str, Any]]) -> None:
        """Set fields of lines, of any number of documents."""

    def get(self, document_id: UUID) -> Document:
        """A document as it stands inside this transaction."""

    def lines_of(self, line_ids: Sequence[UUID]) -> dict[UUID, tuple[Document, Line]]:
        """Lines with their documents as they stand inside this transaction."""

    def link(self, flow: str, shares: Sequence[Any]) -> None:
        """Make edges between existing lines (``documents.contracts.Share``); sums, advances and history follow."""

    def reduce_shares(self, line_id: UUID, flow: str, quantity: Decimal) -> None:
        """Take ``quantity`` away from the shares of a target line, the latest first; it is open again."""

    def release_sources(self, line_ids: Sequence[UUID], flow: str) -> list[UUID]:
        """Give back everything that flowed into the lines by ``flow``; the source lines that got something back."""

    def note(self, document_id: UUID, kind: str, data: Mapping[str, Any]) -> None:
        """Add an event to the document's history."""

    def write_now(self) -> None:
        """Bring everything into the tables before the command ends, for SQL that must see it."""


@dataclass(frozen=True)
class EffectContext:
    """One document on which an action was fired.

    ``lines``: for a header action the chosen lines (all by default), for a line action the lines it was fired on; an
    effect's ``when`` has already sorted out lines for which it does not hold. Both are looked at when they are asked
    for, as they stand then. ``scope_of`` gives what expressions see, of the header or of one line.
    """

    actor: Actor
    model: Any
    document_id: UUID
    line_ids: tuple[UUID, ...]
    action: str
    inputs: Mapping[str, Any]
    line_inputs: Mapping[UUID, Mapping[str, Any]]
    comment: str
    documents: DocumentsFace
    is_line_action: bool = False
    confirmed: Collection[str] = ()
    scope_of: Callable[[Line | UUID | None], Mapping[str, Any]] = field(default=lambda _: {})

    @property
    def document(self) -> Document:
        """The document as it stands now."""
        return self.documents.get(self.document_id)

    @property
    def lines(self) -> Sequence[Line]:
        """The lines the effect is about, as they stand now."""
        wanted = set(self.line_ids)
        return [line for line in self.document.lines if line.id in wanted]


@dataclass(frozen=True, slots=True)
class EffectType:
    """A registered effect."""

    name: str
    options: type[BaseModel]
    run: Callable[[Any, Any], None]
    batch: bool
    label: Text | None = None

    def parse(self, raw: Mapping[str, Any]) -> BaseModel:
        """The options validated; pydantic's error names what is wrong."""
        return self.options.model_validate(dict(raw))


_effects: Registry[EffectType] = Registry("effect", base=EffectType)


def effect(
    name: str, *, options: type[BaseModel] = NoOptions, batch: bool = False, label: Text | None = None
) -> Callable[[Callable[[Any, Any], None]], Callable[[Any, Any], None]]:
    """Register ``run(context, options)``, or ``run(contexts, options)`` for a batch effect, under ``name``."""

    def take(run: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        present = _effects.find(name)
        if present is not None and _place(present.run) != _place(run):
            raise TypeError(f"effect {name!r} is offered twice: by {_place(present.run)} and by {_place(run)}")
        _effects.register(EffectType(name, options, run, batch, label))
        vocabulary.effects.declare(name, options, label=label)
        return run

    return take


def _place(run: Callable[[Any, Any], None]) -> str:
    return f"{run.__module__}.{run.__qualname__}"


def get(name: str) -> EffectType:
    """The effect called ``name``. Raises UnknownName with the nearest."""
    return _effects.get(name)


def names() -> tuple[str, ...]:
    """All effects in the order of registration."""
    return _effects.names()


def forget(name: str) -> None:
    """Take an effect out; for tests that registered one."""
    _effects.unregister(name)
    vocabulary.effects.forget(name)


def run(effect_type: EffectType, contexts: Sequence[EffectContext], options: BaseModel) -> None:
    """Run an effect for all contexts: once for a batch effect, else one by one."""
    if effect_type.batch:
        effect_type.run(contexts, options)
        return
    for context in contexts:
        effect_type.run(context, options)
