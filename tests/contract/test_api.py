"""Every operation of a tenant's specification is tried with good and bad data: never a server error (Q2).

Deterministic and bounded: a fixed seed, a few examples for each operation; one document type and one entity stand
for all, because all share the same endpoints.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance
from schemathesis.generation import GenerationMode

from kontor.runtime.wsgi import application
from tests.contract.company import Company

#: Types that stand for all others, by their last word in the operation's id.
TRIED = frozenset({"request", "project"})
#: Operations that would end the sign-in the others use.
LEFT_OUT = frozenset({"logout", "switch_tenant"})
EXAMPLES = 5
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


def narrowed(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification with the chosen types only, for the WSGI application's own root."""
    chosen = copy.deepcopy(spec)
    chosen["paths"] = {
        path: {method: each for method, each in methods.items() if is_tried(each["operationId"])}
        for path, methods in spec["paths"].items()
    }
    return chosen


def read_whole(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The application with every reply read and closed, as a web server does it."""
    reply: Any = application(environ, start_response)
    try:
        return [b"".join(reply)]
    finally:
        reply.close()


def is_tried(operation_id: str) -> bool:
    base, _, kind = operation_id.partition("__")
    return base not in LEFT_OUT and (not kind or kind in TRIED)


@pytest.fixture(scope="module")
def operations(company: Company) -> list[Any]:
    schema = schemathesis.openapi.from_dict(narrowed(company.spec))
    schema.app = read_whole
    schema.location = "/api/v1/openapi.json"
    return [each.ok() for each in schema.get_all_operations()]


def test_the_specification_offers_what_is_tried(operations: list[Any]) -> None:
    assert len(operations) > 60


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
def test_no_operation_ends_in_a_server_error(company: Company, operations: list[Any], mode: GenerationMode) -> None:
    failures: list[str] = []
    seen: Counter[int] = Counter()
    for operation in operations:
        failures += attempts(company, operation, mode, seen)
    assert not failures, "\n".join(failures[:20])
    # Without successes and refusals alike the examples would not have reached the inside.
    assert sum(count for status, count in seen.items() if status < 300) > 50, seen
    assert sum(count for status, count in seen.items() if 400 <= status < 500) > 50, seen


def attempts(company: Company, operation: Any, mode: GenerationMode, seen: Counter[int]) -> Iterator[str]:
    """What went wrong with one operation over its examples."""
    try:
        strategy = operation.as_strategy(generation_mode=mode)
    except Exception as impossible:
        if mode is GenerationMode.NEGATIVE:
            return
        yield f"{operation.label}: {impossible!r}"
        return
    found: list[str] = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, real=st.booleans())
    def once(case: Any, real: bool) -> None:
        if real:
            point_at_real_records(company, case)
        headers = {"Authorization": f"Bearer {company.team.eve.token}"}
        response = case.call(headers=headers)
        seen[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except (Exception, BaseExceptionGroup) as failure:
            found.append(f"{case.method} {case.formatted_path}: {failure}")

    try:
        once()
    except (Exception, BaseExceptionGroup) as impossible:
        if mode is GenerationMode.POSITIVE:
            found.append(f"{operation.label}: {impossible!r}")
    yield from found


def point_at_real_records(company: Company, case: Any) -> None:
    """Ids in the address name records that exist, so that the inside is reached."""
    kind = case.operation.definition.raw.get("operationId", "").partition("__")[2]
    ids = company.ids
    known = {"id": ids.get(kind, ids["request"]), "line": ids["line"], "file_id": ids["file"]}
    for name in case.path_parameters or {}:
        if name in known:
            case.path_parameters[name] = known[name]
