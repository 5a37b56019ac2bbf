"""``fire_linked``: carry an action along a flow, to where lines came from or to what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.documents.effects._batch import lines_of, session_of
from kontor.documents.services import linked, values
from kontor.engines.workflow.contracts import Direction
from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.text import Text
from kontor.packaging.schema import Code, Condition


class FireLinkedOptions(EffectOptions):
    """``action`` on the linked lines whose state and ``show_when`` let it; the header's where lines have no workflow.

    ``only_when`` and ``inputs`` see the own record, ``linked``, ``linked_header`` and ``link``.
    """

    flow: Code
    direction: Direction
    action: Code
    only_when: Condition | None = None
    inputs: dict[Code, Condition] = {}


@effect(
    "fire_linked",
    options=FireLinkedOptions,
    batch=True,
    label=Text(en="Act on linked lines", zh_hant="觸發關聯明細動作"),
)
def run(contexts: Sequence[EffectContext], options: FireLinkedOptions) -> None:
    """All linked lines of all documents at once; where inputs are computed, per distinct inputs."""
    session = session_of(contexts)
    by_line = {line: context for context, line in lines_of(contexts)}
    found = linked.pairs(session, list(by_line), options.flow, options.direction)
    if options.only_when is not None:
        found = [
            pair
            for pair in found
            if values.true(options.only_when, linked.scope(session, pair, by_line[pair.line].inputs))
        ]
    if not options.inputs:
        linked.fire(session, found, options.action, {})
        return
    for pair in found:
        scope = linked.scope(session, pair, by_line[pair.line].inputs)
        linked.fire(session, [pair], options.action, values.evaluated(session, options.inputs, scope))
