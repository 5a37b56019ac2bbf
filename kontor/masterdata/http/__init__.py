"""Endpoints of master data beyond the generic ones."""
