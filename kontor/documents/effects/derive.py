"""``derive``: let the document's own lines flow on, and perhaps act on what came out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kontor.documents.contracts import Take
from kontor.documents.effects._batch import lines_of, session_of
from kontor.documents.errors import NothingToDerive
from kontor.documents.services import derive, fire, tolerance
from kontor.documents.services.effects import Cause
from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.expressions import evaluate
from kontor.kernel.text import Text
from kontor.packaging.schema import Code, Condition


class DeriveOptions(EffectOptions):
    """``quantity`` per line, all that is open by default; ``action``: a header action fired on each new document."""

    flow: Code
    action: Code | None = None
    quantity: Condition | None = None
    required: bool = False
    """Refuse when nothing is open; otherwise nothing happens then."""


@effect("derive", options=DeriveOptions, batch=True, label=Text(en="Make following documents", zh_hant="產生後續單據"))
def run(contexts: Sequence[EffectContext], options: DeriveOptions) -> None:
    """One derivation over the lines of all documents, so that grouping works across them."""
    session = session_of(contexts)
    flow = derive.flow_of(session, options.flow)
    takes: list[Take] = []
    for context, line in lines_of(contexts):
        if options.quantity is not None:
            asked = evaluate(options.quantity, context.scope_of(line.id))
            quantity = Decimal(asked) if asked is not None else Decimal(0)
        else:
            quantity = tolerance.still_open(session, flow, line)
        if quantity > 0:
            takes.append(Take(line.id, quantity))
    if not takes:
        if options.required:
            raise NothingToDerive(flow.flow, flow.label)
        return
    for document in derive.derive(session, derive.Derivation(options.flow, takes, by_person=False)):
        if options.action is not None:
            fire.by_engine(session, document, options.action, Cause(options.action, comment=contexts[0].comment))
