"""Every permission a model knows: what its types and actions need, and what Python rooms declare."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.kernel.text import Text
from kontor.packaging import vocabulary
from kontor.packaging.model import CompiledWorkflow, DocumentModel, EntityModel, Model
from kontor.packaging.schema import Flow

READ, PUBLISH = "configuration.read", "configuration.publish"
vocabulary.permissions.declare(READ, label=Text(en="See the configuration", zh_hant="檢視系統設定"))
vocabulary.permissions.declare(PUBLISH, label=Text(en="Change the configuration", zh_hant="變更並發布系統設定"))

RECORD_VERBS: dict[str, Text] = {
    "create": Text(en="create", zh_hant="新增"),
    "read": Text(en="read", zh_hant="檢視"),
    "update": Text(en="change", zh_hant="修改"),
    "delete": Text(en="delete", zh_hant="刪除"),
    "import": Text(en="import", zh_hant="匯入"),
    "export": Text(en="export", zh_hant="匯出"),
    "print": Text(en="print", zh_hant="列印"),
    "comment": Text(en="comment", zh_hant="留言"),
}

EXCEED = Text(en="exceed the tolerance", zh_hant="超出容差")


def permissions_of(
    documents: Iterable[DocumentModel], entities: Iterable[EntityModel], flows: Iterable[Flow]
) -> dict[str, Text]:
    """Permission → label, for the permission matrix and the check of grants."""
    found: dict[str, Text] = {}
    for document in documents:
        found |= _verbs(document.code, document.label)
        found |= _actions(document.label, document.workflow)
        if document.line_workflow is not None:
            found |= _actions(document.label, document.line_workflow)
    for entity in entities:
        found |= _verbs(entity.code, entity.label)
    for flow in flows:
        if flow.tolerance is not None and flow.tolerance.exceed_permission is not None:
            found[flow.tolerance.exceed_permission] = _joined(flow.label, EXCEED)
    labels = vocabulary.permissions.labels()
    return found | {word: labels.get(word, Text(en=word, zh_hant=word)) for word in vocabulary.permissions.words()}


def named_permissions(model: Model) -> dict[str, Text]:
    """Permissions packs name in roles and menus, so that ``*`` and ``stock.*`` cover them whoever asks for them."""
    granted = {each for role in model.roles.values() for grant in role.grants for each in grant.permissions}
    wanted = {item.permission for app in model.navigation for item in app.items if item.permission}
    return {word: Text(en=word, zh_hant=word) for word in sorted(granted | wanted) if "*" not in word}


def _verbs(code: str, label: Text) -> dict[str, Text]:
    return {f"{code}.{verb}": _joined(label, words) for verb, words in RECORD_VERBS.items()}


def _actions(label: Text, workflow: CompiledWorkflow) -> dict[str, Text]:
    return {each.permission: _joined(label, each.label) for each in workflow.actions.values() if not each.system}


def _joined(label: Text, verb: Text) -> Text:
    return Text(en=f"{label.en}: {verb.en}", zh_hant=f"{label.zh_hant}:{verb.zh_hant}")
