"""Three-way match: what was ordered, what was accepted, what is billed (R10)."""

from kontor.apps.procurement.matching.compare import (
    HoldReason,
    LineFacts,
    MatchOutcome,
    MatchResult,
    MatchTolerance,
    match_document,
)

__all__ = ["HoldReason", "LineFacts", "MatchOutcome", "MatchResult", "MatchTolerance", "match_document"]
