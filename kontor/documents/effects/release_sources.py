"""``release_sources``: give back what flowed into the document, and let the sources move back."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.documents.effects._batch import lines_of, session_of
from kontor.documents.services import linked, shares
from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.text import Text
from kontor.packaging.schema import Code


class ReleaseOptions(EffectOptions):
    """``action`` is fired on the source lines whose state lets it, after their open quantity is back."""

    flow: Code
    action: Code | None = None


@effect(
    "release_sources", options=ReleaseOptions, batch=True, label=Text(en="Give back to sources", zh_hant="釋回來源數量")
)
def run(contexts: Sequence[EffectContext], options: ReleaseOptions) -> None:
    """Releases the links of all lines concerned, then fires on each source once."""
    session = session_of(contexts)
    lines = [line for _, line in lines_of(contexts)]
    found = linked.pairs(session, lines, options.flow, "sources")
    shares.release(session, [line.id for line in lines], options.flow)
    if options.action is not None:
        linked.fire(session, found, options.action, {})
