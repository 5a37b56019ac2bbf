"""Running the registered proofs for tenants and showing what they found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from rich.console import Console
from rich.table import Table

from kontor.kernel.proofs import ProofResult, prove


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

    Reads as the application role, inside one transaction per tenant with the tenant set, so the proofs see
    exactly what the application sees.
    """
    tenants = apps.get_model("tenancy", "Tenant").objects.using("owner").order_by("code")
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


def _prove(tenant_id: Any, code: str) -> TenantFindings:
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant_id', %s, true)", [str(tenant_id)])
        return TenantFindings(code, tuple(prove(tenant_id)))


def _words(result: ProofResult) -> str:
    if result.holds:
        return "[green]holds[/green]"
    first = result.violations[0]
    return f"[red]{len(result.violations)} violations[/red], first {first.code} {first.subject} {dict(first.facts)}"
