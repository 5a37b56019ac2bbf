"""Everything that can be wrong with configuration beyond its grammar, one module per subject.

Each check has a stable id (``workflows.E004``) and adds to the findings; none stops at the first mistake.
"""

from kontor.packaging.checks import (
    access,
    expressions,
    flows,
    layouts,
    masterdata,
    names,
    numbering,
    posting,
    screens,
    workflows,
)
from kontor.packaging.model import Model
from kontor.packaging.sources import Findings, Sources

ALL = (
    names.check,
    numbering.check,
    layouts.check,
    workflows.check,
    flows.check,
    posting.check,
    access.check,
    screens.check,
    masterdata.check,
    expressions.check,
)


def run(model: Model, sources: Sources, findings: Findings) -> None:
    """Run every check; equal mistakes (a workflow shared by two types) are told once."""
    for each in ALL:
        each(model, sources, findings)
    findings.problems[:] = list(dict.fromkeys(findings.problems))
