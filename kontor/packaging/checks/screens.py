"""Navigation, processes and inboxes name what exists."""

from __future__ import annotations

from kontor.kernel.text import Text
from kontor.packaging import vocabulary
from kontor.packaging.checks.access import matches_any
from kontor.packaging.checks.flows import states_of
from kontor.packaging.model import Model
from kontor.packaging.schema import Inbox, NavigationItem, Process
from kontor.packaging.sources import Findings, Sources

DOCUMENT = Text(en="document type", zh_hant="單據類型")
ENTITY = Text(en="entity", zh_hant="主檔")
STATE = Text(en="state", zh_hant="狀態")
ACTION = Text(en="action", zh_hant="動作")
WORD = Text(en="screen or report", zh_hant="畫面或報表")


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check navigation, processes and inboxes."""
    for app in model.navigation:
        for item in app.items:
            _item(item, f"navigation.{app.app}", model, findings)
    for process in model.processes.values():
        _process(process, model, findings)
    for inbox in model.inboxes:
        _inbox(inbox, model, findings)


def _item(item: NavigationItem, subject: str, model: Model, findings: Findings) -> None:
    targets = [each for each in (item.document, item.entity, item.screen, item.report) if each is not None]
    if len(targets) != 1:
        en = "an item names exactly one of document, entity, screen, report"
        findings.add("screens.E001", subject, en, "選單項目必須指定 document、entity、screen、report 其中之一")
        return
    if item.document is not None and item.document not in model.documents:
        findings.unknown("screens.E002", subject, DOCUMENT, item.document, model.documents)
    if item.entity is not None and item.entity not in model.entities:
        findings.unknown("screens.E002", subject, ENTITY, item.entity, model.entities)
    for word, known in ((item.screen, vocabulary.screens), (item.report, vocabulary.reports)):
        if word is not None and known and word not in known:
            findings.unknown("screens.E003", subject, WORD, word, known.words())
    if item.permission is not None and not matches_any(item.permission, model):
        en, zh = f"nothing needs the permission “{item.permission}”", f"沒有任何功能使用權限「{item.permission}」"
        findings.add("screens.W001", subject, en, zh, severity="warning")
    if (item.screen or item.report) and item.label is None:
        findings.add("screens.E004", subject, f"“{targets[0]}” needs a label", f"「{targets[0]}」需要標籤")


def _process(process: Process, model: Model, findings: Findings) -> None:
    subject = f"processes.{process.process}"
    document = model.documents.get(process.document)
    if document is None:
        findings.unknown("screens.E002", subject, DOCUMENT, process.document, model.documents)
        return
    known = {**states_of(document).states, **document.workflow.states}
    for step in process.steps:
        for name in step.states:
            if name not in known:
                findings.unknown("screens.E005", f"{subject}.{step.step}", STATE, name, known)


def _inbox(inbox: Inbox, model: Model, findings: Findings) -> None:
    subject = f"inboxes.{inbox.inbox}"
    document = model.documents.get(inbox.document)
    if document is None:
        findings.unknown("screens.E002", subject, DOCUMENT, inbox.document, model.documents)
        return
    workflow = document.line_workflow if inbox.on_lines else document.workflow
    if workflow is None:
        findings.add("screens.E006", subject, "the lines have no workflow", "明細沒有流程")
        return
    for name in inbox.states:
        if name not in workflow.states:
            findings.unknown("screens.E005", subject, STATE, name, workflow.states)
    for name in inbox.actions:
        if name not in workflow.actions:
            findings.unknown("screens.E007", subject, ACTION, name, workflow.actions)
