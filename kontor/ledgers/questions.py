"""What endpoints of both ledgers may be asked with."""

from __future__ import annotations

from uuid import UUID

from ninja import Schema
from pydantic import Field


class Paged(Schema):
    """Which company (default: the caller's own) and which page."""

    company: UUID | None = None
    page: int = Field(1, ge=1, le=10_000)
    page_size: int = Field(50, ge=1, le=500)

    @property
    def window(self) -> dict[str, int]:
        """Limit and offset, with one row more that only tells whether there is a next page."""
        return {"limit": self.page_size + 1, "offset": (self.page - 1) * self.page_size}
