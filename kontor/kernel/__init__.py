"""The kernel: money, quantity, ids, clock, actor, typed errors, registry, proofs and expressions.

Nothing here knows Django, a table or a tenant's configuration; every other room stands on it.
"""
