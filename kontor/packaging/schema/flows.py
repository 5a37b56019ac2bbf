"""How lines of one document type become lines of another, with quantities on every edge."""

from typing import Literal

from kontor.packaging.schema.common import Code, Condition, LocalText, PackPart


class Tolerance(PackPart):
    """How far a flow may exceed its source: percent of its quantity and an absolute quantity; the larger wins."""

    percent: Condition | None = None
    absolute: Condition | None = None
    policy: Literal["refuse", "warn"] = "refuse"
    """Beyond the tolerance: refuse, or warn and let a person confirm."""
    exceed_permission: str | None = None
    """Whoever holds it may exceed after confirming."""


class SourceAdvance(PackPart):
    """Line action fired on the source line when its flow becomes ``partial`` (0 < done < quantity) or ``complete``."""

    when: Literal["partial", "complete", "any"]
    action: Code


class Flow(PackPart):
    """Lines of ``source`` become lines of ``target``; open = quantity − sum of what flowed already.

    Expressions see ``source.<field>`` (line), ``source_header.<field>``, ``quantity`` (taken now), ``inputs.<name>``.
    """

    flow: Code
    label: LocalText
    source: Code
    target: Code
    source_states: tuple[Code, ...] = ()
    quantity: Condition | None = None
    """What the source line offers in total; default its ``quantity``."""
    tolerance: Tolerance | None = None
    group_by: tuple[Condition, ...] = ()
    """Sources with equal values share one target document."""
    merge_by: tuple[Condition, ...] = ()
    """Sources with equal values share one target line; empty: one target line for each source line."""
    header: dict[Code, Condition] = {}
    line: dict[Code, Condition] = {}
    advance: tuple[SourceAdvance, ...] = ()
    returns: Code | None = None
    """This flow gives quantity back to the flow named here (a return re-opens what was delivered)."""
