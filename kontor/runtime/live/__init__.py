"""Live updates: from a commit anywhere to every browser of the tenant, over LISTEN/NOTIFY or Redis (P8).

What travels is a hint (which record changed), never content: the browser reads the record again, with its own rights.
"""
