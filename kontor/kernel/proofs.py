"""Named proofs: promises about a tenant's data that can be checked at any time.

One collection serves ``kontor prove``, the nightly job, the administrator's health page and the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.kernel.registry import Registry
from kontor.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise: which (``code``), where (``subject``: an id or a readable key), and the figures."""

    code: str
    subject: Any
    facts: Mapping[str, Any] = field(default_factory=dict)


ProofFunction = Callable[[UUID], Iterable[Violation]]


@dataclass(frozen=True, slots=True)
class Proof:
    """A check of one tenant's data; an empty result means the promise holds."""

    name: str
    label: Text
    run: ProofFunction


@dataclass(frozen=True, slots=True)
class ProofResult:
    """What one proof found for one tenant."""

    proof: Proof
    violations: tuple[Violation, ...]

    @property
    def holds(self) -> bool:
        """True when nothing was found."""
        return not self.violations


proofs: Registry[Proof] = Registry("proof", base=Proof)


def proof(name: str, *, label: Text) -> Callable[[ProofFunction], ProofFunction]:
    """Register a function ``(tenant_id) -> violations`` as the proof called ``name``."""

    def register(function: ProofFunction) -> ProofFunction:
        if (present := proofs.find(name)) is not None and present.run.__qualname__ != function.__qualname__:
            raise TypeError(f"proof {name!r} is offered twice: {present.run.__module__} and {function.__module__}")
        proofs.register(name)(Proof(name, label, function))
        return function

    return register


def prove(tenant_id: UUID, names: Iterable[str] | None = None) -> list[ProofResult]:
    """Run the named proofs, or all, inside the caller's unit of work; results in order of registration.

    Raises:
        UnknownName: a name no proof has.
    """
    chosen = proofs.all() if names is None else tuple(proofs.get(name) for name in names)
    return [ProofResult(each, tuple(each.run(tenant_id))) for each in chosen]
