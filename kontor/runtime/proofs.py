"""Running the registered proofs for tenants and showing what they found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

from kontor.kernel.actor import Actor
from kontor.kernel.proofs import ProofResult, prove
from kontor.tenancy.api import reading
from kontor.tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class TenantFindings:
    """All proof results of one tenant."""

    tenant: str
    results: tuple[ProofResult, ...]

    @property
    def holds(self) -> bool:
        """True when no proof found anything."""
        return all(each.holds for each in self.results)

    def as_json(self) -> dict[str, Any]:
        """Plain data for programs."""
        proofs = [
            {
                "name": each.proof.name,
                "holds": each.holds,
                "violations": [
                    {"code": found.code, "subject": str(found.subject), "facts": dict(found.facts)}
                    for found in each.violations
                ],
            }
            for each in self.results
        ]
        return {"tenant": self.tenant, "holds": self.holds, "proofs": proofs}


def prove_tenants(code: str | None = None) -> list[TenantFindings]:
    """Run every proof for one tenant or for all.

    Reads as the application role in one unit of work per tenant, so the proofs see exactly what the application sees.
    """
    tenants = Tenant.objects.using("owner").order_by("code")
    if code is not None:
        tenants = tenants.filter(code=code)
    return [_prove(each.id, each.code) for each in tenants]


def show(findings: list[TenantFindings]) -> None:
    """A table for people."""
    console = Console()
    table = Table("tenant", "proof", "result")
    for each in findings:
        for result in each.results:
            table.add_row(each.tenant, result.proof.label.en, _words(result))
    console.print(table if table.row_count else "No tenants yet: nothing to prove.")


def _prove(tenant_id: UUID, code: str) -> TenantFindings:
    @reading
    def run(actor: Actor) -> tuple[ProofResult, ...]:
        return tuple(prove(actor.tenant_id))

    return TenantFindings(code, run(Actor.system(tenant_id)))


def _words(result: ProofResult) -> str:
    if result.holds:
        return "[green]holds[/green]"
    first = result.violations[0]
    return f"[red]{len(result.violations)} violations[/red], first {first.code} {first.subject} {dict(first.facts)}"
