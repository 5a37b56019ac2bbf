"""``set_linked``: give fields of linked lines values, up or down a flow."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.documents.effects._batch import lines_of, session_of
from kontor.documents.services import linked, values
from kontor.engines.workflow.contracts import Direction
from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.text import Text
from kontor.packaging.schema import Code, Condition


class SetLinkedOptions(EffectOptions):
    """``values``: field of the linked line → expression over the own record, ``linked``, ``link.quantity`` …"""

    flow: Code
    direction: Direction
    values: dict[Code, Condition]
    only_when: Condition | None = None


@effect(
    "set_linked", options=SetLinkedOptions, batch=True, label=Text(en="Set linked values", zh_hant="設定關聯明細欄位")
)
def run(contexts: Sequence[EffectContext], options: SetLinkedOptions) -> None:
    """One pair after the other, so that several links to one line add up where an expression reads ``linked``."""
    session = session_of(contexts)
    by_line = {line: context for context, line in lines_of(contexts)}
    for pair in linked.pairs(session, list(by_line), options.flow, options.direction):
        context = by_line[pair.line]
        inputs = context.line_inputs.get(pair.line.id) or context.inputs
        scope = linked.scope(session, pair, inputs)
        if values.true(options.only_when, scope):
            values.set_exact_line(session, pair.other, values.evaluated(session, options.values, scope))
