"""``accept_proposed_quantity``: a supplier delivers another quantity than ordered (R4)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.expressions import evaluate
from kontor.kernel.text import Text
from kontor.packaging.schema import Condition


class ProposedQuantityOptions(EffectOptions):
    """``action`` is fired on the source lines that get quantity back, so that it can be ordered elsewhere."""

    flow: str
    quantity: Condition
    action: str | None = None


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
        shares = context.documents.line_shares(line.id, options.flow)
        over = sum((link.quantity for link in shares), Decimal(0)) - Decimal(proposed)
        if over > 0:
            context.documents.reduce_shares(line.id, options.flow, over)
            _give_back(context, line.id, {link.source_line_id: link.quantity for link in shares}, options)


def _give_back(
    context: EffectContext, line_id: UUID, before: Mapping[UUID, Decimal], options: ProposedQuantityOptions
) -> None:
    after = {link.source_line_id: link.quantity for link in context.documents.line_shares(line_id, options.flow)}
    lowered = [source for source, quantity in before.items() if after.get(source, Decimal(0)) < quantity]
    if options.action is not None:
        context.documents.fire_lines(lowered, options.action)
