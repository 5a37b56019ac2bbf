"""OpenAPI 3.1 of one tenant: every document type and entity typed from its model (Q2, design.md §7)."""
