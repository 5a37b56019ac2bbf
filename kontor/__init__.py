"""Kontor: an ERP platform whose behaviour is configuration."""
