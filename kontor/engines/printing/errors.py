"""How printing refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kontor.kernel.errors import DomainError
from kontor.kernel.text import Text


@dataclass(eq=False)
class TemplateBroken(DomainError):
    """A pack's template does not compile; ``reason`` is what Typst says, for whoever wrote it."""

    code: ClassVar = "PRINT_TEMPLATE_BROKEN"
    template: ClassVar = Text(en="The print template has a mistake: {reason}", zh_hant="列印範本有誤:{reason}")

    reason: str
