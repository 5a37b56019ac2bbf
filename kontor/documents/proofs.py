"""Documents as a proof (P2): the nightly check, ``kontor prove`` and the health page ask this."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from kontor.documents.invariants import violations
from kontor.kernel.proofs import Violation, proof
from kontor.kernel.text import Text


@proof("document_flows", label=Text(en="Flows between documents add up", zh_hant="單據間流轉數量相符"))
def flows_add_up(tenant_id: UUID) -> Iterator[Violation]:
    """Running sums equal their links; shares make up the line they stand in."""
    for each in violations():
        facts = {"flow": each.flow, "stored": each.stored, "computed": each.computed}
        yield Violation(each.code, each.line_id, facts)
