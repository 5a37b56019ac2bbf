"""B4: from the workflow alone it is known which documents must have been posted."""

from __future__ import annotations

from kontor.ledgers.tests.database import behind
from kontor.packaging import api as packaging
from kontor.posting.proofs import posted_states
from kontor.tenancy.api import working


def test_posted_states_are_those_behind_a_posting_action(depot):
    with working(depot.actor, read_only=True):
        workflow = packaging.current(depot.actor.tenant_id).documents["delivery"].workflow
    assert posted_states(workflow) == {"posted", "reversed"}


def test_a_document_in_a_posted_state_without_a_posting_is_found(depot):  # B4
    draft = depot.document("delivery")
    behind("default", depot.actor.tenant_id, "UPDATE document SET state = 'posted' WHERE id = %(id)s", id=draft.id)
    assert [(each.code, each.subject) for each in depot.violations()] == [("DOCUMENT_NOT_POSTED", draft.id)]
