"""States and actions of headers and lines (P3)."""

from typing import Literal

from pydantic import Field as Key

from kontor.packaging.schema.common import Code, Condition, LocalText, OpenPackPart, PackPart
from kontor.packaging.schema.fields import Field

StandardStatus = Literal[
    "draft", "in_review", "approved", "in_progress", "completed", "closed", "cancelled", "voided", "reversed"
]
Colour = Literal["grey", "green", "amber", "red", "blue", "violet"]


class State(PackPart):
    state: Code
    label: LocalText
    standard: StandardStatus
    colour: Colour = "grey"
    editable: bool = False
    """May fields be changed by an ordinary save? Actions with inputs change what they name in any state."""
    editable_fields: tuple[Code, ...] = ()
    """Fields that stay editable although ``editable`` is false."""


class Guard(PackPart):
    """``when`` must be true, else the action is refused with this code and message."""

    when: Condition
    code: str
    message: LocalText


class EffectUse(OpenPackPart):
    """A registered effect; every other key is an option of it. Runs inside the transaction, in order."""

    effect: str
    when: Condition | None = None


class LineCascade(PackPart):
    """A header action fires ``action`` on each line for which ``when`` holds and whose state allows it."""

    action: Code
    when: Condition | None = None


class AuthorityUse(PackPart):
    """The actor's authority limit for ``permission`` must cover the amount (R2)."""

    amount: Condition
    currency: Condition | None = None
    category: Condition | None = None


class Action(PackPart):
    action: Code
    label: LocalText
    from_: tuple[Code, ...] = Key(alias="from")
    to: Code | None = None
    """None: the state stays."""
    permission: str | None = None
    """Default: ``<type>.<action>`` for headers, ``<type>.line.<action>`` for lines."""
    system: bool = False
    """Fired by the engine (effects, cascades) only; never offered to people."""
    guards: tuple[Guard, ...] = ()
    show_when: Condition | None = None
    required: tuple[Code, ...] = ()
    inputs: tuple[Field, ...] = ()
    """Asked for when the action is fired; an input named like a field of the record is written to it."""
    comment: Literal["none", "optional", "required"] = "optional"
    lines: tuple[LineCascade, ...] = ()
    effects: tuple[EffectUse, ...] = ()
    distinct_from: tuple[str, ...] = ()
    """Four eyes: the actor must differ from ``creator`` and from whoever fired each action named here."""
    authority: AuthorityUse | None = None
    style: Literal["primary", "normal", "danger"] = "normal"
    bulk: bool = False


class Automatic(PackPart):
    """Taken by itself after any change of the record or its lines while ``when`` holds; how headers follow lines.

    Scope: header fields, ``state``, ``lines`` (each with ``state`` and fields).
    """

    from_: tuple[Code, ...] = Key(alias="from")
    to: Code
    when: Condition
    effects: tuple[EffectUse, ...] = ()


class Workflow(PackPart):
    workflow: Code
    label: LocalText
    initial: Code
    states: tuple[State, ...]
    actions: tuple[Action, ...] = ()
    automatic: tuple[Automatic, ...] = ()
