"""``mark_billed``: an order line is done when everything that came of it is billed (R10)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from kontor.engines.workflow.contracts import Line
from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.text import Text

ZERO = Decimal(0)


class MarkBilledOptions(EffectOptions):
    """``flow`` ties arrivals to invoice lines, ``through`` order lines to arrivals; ``action`` closes an order line."""

    flow: str
    through: str
    action: str
    states: tuple[str, ...]
    """States of an order line in which nothing more will come."""


@effect(
    "mark_billed", options=MarkBilledOptions, label=Text(en="Complete billed order lines", zh_hant="完成已請款明細")
)
def mark_billed(context: EffectContext, options: MarkBilledOptions) -> None:
    """Fire ``action`` on the order lines behind this invoice of whose arrivals nothing is left to bill."""
    documents = context.documents
    billed = documents.links([line.id for line in context.document.lines], options.flow, "sources")
    upstream = documents.links([link.source_line_id for link in billed], options.through, "sources")
    order_lines = documents.lines_of(list({link.source_line_id for link in upstream}))
    waiting = [line_id for line_id, (_, line) in order_lines.items() if line.state in options.states]
    arrivals = documents.links(waiting, options.through, "targets")
    arrived = documents.lines_of([link.target_line_id for link in arrivals])
    left: dict[object, Decimal] = defaultdict(Decimal)
    for link in arrivals:
        left[link.source_line_id] += _unbilled(arrived[link.target_line_id][1], options.flow)
    done = [line_id for line_id in waiting if left[line_id] <= 0]
    if done:
        documents.fire_lines(done, options.action)


def _unbilled(arrival: Line, flow: str) -> Decimal:
    good = (arrival.values.get("good_quantity") or ZERO) - (arrival.values.get("refused_quantity") or ZERO)
    done = arrival.flows.get(flow)
    return max(good - (done.quantity if done else ZERO), ZERO)
