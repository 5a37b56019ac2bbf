"""Telling people: notifications in the application and outgoing mail (P17)."""
