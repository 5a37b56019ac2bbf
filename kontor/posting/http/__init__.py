"""Endpoints over ``posting.api``."""
