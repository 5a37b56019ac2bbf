"""``set``: give fields values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kontor.documents.effects._batch import documents_of, lines_of, session_of
from kontor.documents.services import values
from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.expressions import Expression
from kontor.kernel.text import Text
from kontor.packaging.schema import Code, Condition


class SetOptions(EffectOptions):
    """``values``: field → expression over the record (``line`` for line actions), ``inputs``, ``actor``, ``now`` …

    In a line action fields of the line are set there, others on its header; all expressions see the values from
    before the effect.
    """

    values: dict[Code, Condition]


@effect("set", options=SetOptions, batch=True, label=Text(en="Set values", zh_hant="設定欄位值"))
def run(contexts: Sequence[EffectContext], options: SetOptions) -> None:
    """Set the values on the headers, or on the lines a line action was fired on."""
    session = session_of(contexts)
    if not contexts[0].is_line_action:
        for context, document in documents_of(contexts):
            found = values.evaluated(session, options.values, context.scope_of(None))
            values.set_exact(session, document, found)
        return
    for context, line in lines_of(contexts):
        found = values.evaluated(session, _own(options, line.document.model.lines), context.scope_of(line.id))
        if found:
            values.set_exact_line(session, line, found)
            values.recompute_line(session, line)
        above = {name: each for name, each in options.values.items() if name not in found}
        if above:
            scope = context.scope_of(line.id)
            values.set_exact(session, line.document, values.evaluated(session, above, scope))


def _own(options: SetOptions, fields: Mapping[str, object]) -> dict[str, Expression]:
    return {name: each for name, each in options.values.items() if name in fields}
