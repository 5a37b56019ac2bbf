"""Tenants, organisations, users, memberships; the unit of work; isolation of tenants by the database itself (P14, P15).

Others call ``kontor.tenancy.api`` and read ``kontor.tenancy.context``.
"""
