"""Flows join types that exist, from states that exist, into fields that exist."""

from __future__ import annotations

from kontor.kernel.text import Text
from kontor.packaging.model import CompiledWorkflow, DocumentModel, Model
from kontor.packaging.schema import Flow
from kontor.packaging.sources import Findings, Sources

DOCUMENT = Text(en="document type", zh_hant="單據類型")
STATE = Text(en="state", zh_hant="狀態")
ACTION = Text(en="action", zh_hant="動作")
FIELD = Text(en="field", zh_hant="欄位")
FLOW = Text(en="flow", zh_hant="流轉")


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check every flow."""
    for flow in model.flows.values():
        _flow(flow, model, findings)


def _flow(flow: Flow, model: Model, findings: Findings) -> None:
    subject = f"flows.{flow.flow}"
    source, target = (_document(code, subject, model, findings) for code in (flow.source, flow.target))
    if source is not None:
        workflow = states_of(source)
        for name in flow.source_states:
            if name not in workflow.states:
                findings.unknown("flows.E002", f"{subject}.source_states", STATE, name, workflow.states)
        for each in flow.advance:
            if each.action not in workflow.actions:
                findings.unknown("flows.E003", f"{subject}.advance", ACTION, each.action, workflow.actions)
    if target is not None:
        for name in flow.header:
            if name not in target.header:
                findings.unknown("flows.E004", f"{subject}.header", FIELD, name, target.header)
        for name in flow.line:
            if name not in target.lines:
                findings.unknown("flows.E004", f"{subject}.line", FIELD, name, target.lines)
    if flow.returns is not None and flow.returns not in model.flows:
        findings.unknown("flows.E005", subject, FLOW, flow.returns, model.flows)


def _document(code: str, subject: str, model: Model, findings: Findings) -> DocumentModel | None:
    found = model.documents.get(code)
    if found is None:
        findings.unknown("flows.E001", subject, DOCUMENT, code, model.documents)
    elif not found.has_lines:
        en, zh = f"{code} has no lines, so nothing can flow", f"{code} 沒有明細,無法流轉"
        findings.add("flows.E006", subject, en, zh)
    return found


def states_of(document: DocumentModel) -> CompiledWorkflow:
    """The workflow lines follow: their own, else the header's."""
    return document.line_workflow or document.workflow
