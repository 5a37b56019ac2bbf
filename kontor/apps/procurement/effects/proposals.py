"""``accept_proposed_quantity``: a supplier delivers another quantity than ordered (R4)."""

from __future__ import annotations

from decimal import Decimal

from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.expressions import evaluate
from kontor.kernel.text import Text
from kontor.packaging.schema import Condition


class ProposedQuantityOptions(EffectOptions):
    flow: str
    quantity: Condition


@effect(
    "accept_proposed_quantity",
    options=ProposedQuantityOptions,
    label=Text(en="Order the proposed quantity", zh_hant="依提議數量調整"),
)
def accept_proposed_quantity(context: EffectContext, options: ProposedQuantityOptions) -> None:
    """Set the line's quantity; what is no longer ordered goes back to the requests, the latest share first.

    A larger quantity than ordered is bought for stock: no request's share grows.
    """
    for line in context.lines:
        proposed = evaluate(options.quantity, context.scope_of(line.id))
        if proposed is None or proposed == line.values["quantity"]:
            continue
        context.documents.set_line_values({line.id: {"quantity": Decimal(proposed)}})
        over = sum((link.quantity for link in context.documents.line_shares(line.id, options.flow)), Decimal(0))
        if over > proposed:
            context.documents.reduce_shares(line.id, options.flow, over - Decimal(proposed))
