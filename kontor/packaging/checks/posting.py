"""Posting profiles belong to a type, and every journal line says how much in exactly one way."""

from __future__ import annotations

from kontor.kernel.text import Text
from kontor.packaging.model import Model
from kontor.packaging.sources import Findings, Sources

DOCUMENT = Text(en="document type", zh_hant="單據類型")
ACTION = Text(en="action", zh_hant="動作")


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check every posting profile."""
    for profile in model.postings.values():
        subject = f"posting.{profile.posting}"
        document = model.documents.get(profile.document)
        if document is None:
            findings.unknown("posting.E001", subject, DOCUMENT, profile.document, model.documents)
        elif profile.reverses_on is not None and profile.reverses_on not in document.workflow.actions:
            findings.unknown("posting.E002", subject, ACTION, profile.reverses_on, document.workflow.actions)
        for at, line in enumerate(profile.journal):
            ways = [line.amount is not None, line.clears is not None, line.balance]
            if sum(ways) != 1:
                en = "exactly one of amount, clears and balance says how much"
                zh = "amount、clears、balance 必須且只能擇一"
                findings.add("posting.E003", f"{subject}.journal[{at}]", en, zh)
