"""The public face of imports."""

from kontor.engines.imports.contracts import (
    CellProblem,
    ImportRow,
    ImportTarget,
    Mode,
    OnError,
    Outcome,
    Preview,
    Report,
    RowProblem,
    SheetColumn,
)
from kontor.engines.imports.running import preview, run
from kontor.engines.imports.targets import register

__all__ = [
    "CellProblem",
    "ImportRow",
    "ImportTarget",
    "Mode",
    "OnError",
    "Outcome",
    "Preview",
    "Report",
    "RowProblem",
    "SheetColumn",
    "preview",
    "register",
    "run",
]
