"""Roles grant permissions that exist and hide fields that exist."""

from __future__ import annotations

from fnmatch import fnmatchcase

from kontor.kernel.text import Text
from kontor.packaging.model import Model
from kontor.packaging.schema import Role
from kontor.packaging.sources import Findings, Sources

PERMISSION = Text(en="permission", zh_hant="權限")
TYPE = Text(en="document type or entity", zh_hant="單據類型或主檔")
FIELD = Text(en="field", zh_hant="欄位")


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check every role."""
    for role in model.roles.values():
        _role(role, model, findings)


def _role(role: Role, model: Model, findings: Findings) -> None:
    subject = f"access.{role.role}"
    patterns = [each for grant in role.grants for each in grant.permissions]
    for pattern in dict.fromkeys([*patterns, *(limit.permission for limit in role.limits)]):
        if not matches_any(pattern, model):
            _unknown(pattern, subject, model, findings)
    for hidden in role.hidden_fields:
        document, entity = model.documents.get(hidden.type), model.entities.get(hidden.type)
        if document is None and entity is None:
            findings.unknown("access.E002", subject, TYPE, hidden.type, [*model.documents, *model.entities])
            continue
        fields = {*document.header, *document.lines} if document else set(entity.fields if entity else ())
        if hidden.field not in fields:
            findings.unknown("access.E003", subject, FIELD, hidden.field, fields)


def matches_any(pattern: str, model: Model) -> bool:
    """Whether the pattern covers at least one known permission."""
    return pattern in model.permissions or any(fnmatchcase(known, pattern) for known in model.permissions)


def _unknown(pattern: str, subject: str, model: Model, findings: Findings) -> None:
    """An unknown word of a known type is a mistake; a resource of a room that is not installed only a warning."""
    resource = pattern.partition(".")[0]
    known_resource = any(each.partition(".")[0] == resource for each in model.permissions)
    if known_resource:
        near = [each for each in model.permissions if each.startswith(f"{resource}.")]
        findings.unknown("access.E001", subject, PERMISSION, pattern, near)
        return
    en, zh = f"no installed room knows the permission “{pattern}”", f"沒有已安裝的模組使用權限「{pattern}」"
    findings.add("access.W001", subject, en, zh, severity="warning")
