"""Effects the document engine brings itself; importing this registers them."""

from kontor.documents.effects import derive, fire_linked, notify, release_sources, set_linked, set_values

__all__ = ["derive", "fire_linked", "notify", "release_sources", "set_linked", "set_values"]
