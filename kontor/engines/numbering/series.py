"""From a document type's numbering to the series of one record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kontor.engines.numbering.contracts import WHOLE_TENANT, NumberSeries
from kontor.kernel.jsonvalues import to_json
from kontor.packaging.schema import Numbering
from kontor.tenancy.api import company_of


def series_for(
    type_code: str, numbering: Numbering, *, day: date, organisation_id: UUID, values: Mapping[str, Any]
) -> NumberSeries:
    """The series a record is numbered in.

    Scope ``organisation`` and the token ``{org}`` mean the company the record's organisation belongs to. Facts are the
    record's values as text; give codes in place of ids for references the pattern shows.
    """
    company = company_of(organisation_id)
    texts = {name: str(to_json(value)) for name, value in values.items() if isinstance(value, str | int | UUID | date)}
    scope = [str(company.id) if name == "organisation" else texts.get(name, "") for name in numbering.scope]
    return NumberSeries(
        type_code=type_code,
        pattern=numbering.pattern,
        mode=numbering.mode,
        reset=numbering.reset,
        date=day,
        scope_key="/".join(scope) or WHOLE_TENANT,
        facts={**texts, "org": company.code},
    )
