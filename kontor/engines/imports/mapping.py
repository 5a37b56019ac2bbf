"""Which column fills which field: by name or label in any language, unless a person says otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kontor.engines.imports.contracts import ImportTarget
from kontor.engines.imports.errors import MappingInvalid
from kontor.kernel.text import Text
from kontor.packaging.model import CompiledField

_NO_COLUMN = Text(en="there is no such column", zh_hant="沒有此欄")
_NO_FIELD = Text(en="there is no such field", zh_hant="沒有此欄位")
_TWICE = Text(en="the field is filled by another column already", zh_hant="此欄位已由其他欄填入")


def resolve(target: ImportTarget, headings: Sequence[str], given: Mapping[str, str | None] | None) -> list[str | None]:
    """The field of each column. ``given`` maps headings to fields (None leaves a column out); others are proposed.

    Raises:
        MappingInvalid: unknown column or field, or a field filled twice.
    """
    asked = dict(given or {})
    for heading, field in asked.items():
        if heading not in headings:
            raise MappingInvalid(heading, field or "", _NO_COLUMN)
        if field is not None and field not in target.fields:
            raise MappingInvalid(heading, field, _NO_FIELD)
    chosen: list[str | None] = []
    used = [field for field in asked.values() if field]
    if doubled := next((field for field in used if used.count(field) > 1), None):
        heading = [each for each, field in asked.items() if field == doubled][-1]
        raise MappingInvalid(heading, doubled, _TWICE)
    taken = set(used)
    for heading in headings:
        field = asked[heading] if heading in asked else propose(heading, target.fields, taken)
        taken |= {field} if field else set()
        chosen.append(field)
    return chosen


def propose(heading: str, fields: Mapping[str, CompiledField], taken: set[str]) -> str | None:
    """The field a heading means: its name or label, whatever its case and punctuation."""
    wanted = _plain(heading)
    for name, field in fields.items():
        if name in taken:
            continue
        label = field.label
        if wanted and wanted in {_plain(name), _plain(label.en), _plain(label.zh_hant), _plain(label.zh_hans or "")}:
            return name
    return None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
