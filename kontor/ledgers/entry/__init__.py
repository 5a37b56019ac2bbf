"""The arithmetic both ledgers share: entries that net to zero, mirrors, and pools that empty to exactly zero.

Pure: values in, values out. See README.md.
"""

from kontor.ledgers.entry.entries import INVARIANTS, Entry, Leg, balances, mirror, net_by_unit, violations
from kontor.ledgers.entry.pools import Pool, share

__all__ = ["INVARIANTS", "Entry", "Leg", "Pool", "balances", "mirror", "net_by_unit", "share", "violations"]
