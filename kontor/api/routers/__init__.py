"""Endpoints over the faces of the rooms below; each module one subject."""
