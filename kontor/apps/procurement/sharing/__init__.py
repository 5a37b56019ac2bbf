"""Who gets how much of what arrived, when one order line serves several requests (R6, C7)."""

from kontor.apps.procurement.sharing.allocation import Claim, ShareRule, allocate

__all__ = ["Claim", "ShareRule", "allocate"]
