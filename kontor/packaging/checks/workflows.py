"""Workflows: states exist, all can be reached, none is a trap; actions name what exists."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.kernel.text import Text
from kontor.packaging.model import CompiledAction, CompiledAutomatic, CompiledWorkflow, DocumentModel, FieldSet, Model
from kontor.packaging.sources import Findings, Sources

FINAL = frozenset({"completed", "closed", "cancelled", "voided", "reversed"})
STATE = Text(en="state", zh_hant="狀態")
ACTION = Text(en="action", zh_hant="動作")
FIELD = Text(en="field", zh_hant="欄位")
ANY = "any"


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check the workflows of every document type, and those no type uses for doubled words."""
    for document in model.documents.values():
        _workflow(document.workflow, document, document.header, findings)
        if document.line_workflow is not None:
            _workflow(document.line_workflow, document, document.lines, findings)
    for code, workflow in sources.parts["workflows"].items():
        states = [each.state for each in workflow.states]
        _twice("workflows.E002", f"workflows.{code}.states", states, findings)
        _twice("workflows.E002", f"workflows.{code}.actions", [each.action for each in workflow.actions], findings)


def _workflow(workflow: CompiledWorkflow, document: DocumentModel, fields: FieldSet, findings: Findings) -> None:
    if not workflow.states:
        return
    subject = f"workflows.{workflow.workflow}"
    if workflow.initial not in workflow.states:
        findings.unknown("workflows.E003", subject, STATE, workflow.initial, workflow.states)
    for action in workflow.actions.values():
        _action(action, workflow, document, fields, findings)
    for each in workflow.automatic:
        _states([*each.from_, each.to], workflow, f"{subject}.automatic", findings)
    _reachable(workflow, subject, findings)
    _ways_out(workflow, subject, findings)
    for state in workflow.states.values():
        for name in state.editable_fields:
            if name not in fields:
                findings.unknown("workflows.E005", f"{subject}.states.{state.state}", FIELD, name, fields)


def _action(
    action: CompiledAction, workflow: CompiledWorkflow, document: DocumentModel, fields: FieldSet, findings: Findings
) -> None:
    subject = f"workflows.{workflow.workflow}.actions.{action.action}"
    _states([*action.from_, *([action.to] if action.to else [])], workflow, subject, findings)
    for name in action.required:
        if name not in fields and name not in action.inputs:
            findings.unknown("workflows.E005", subject, FIELD, name, [*fields, *action.inputs])
    for name in action.distinct_from:
        if name != "creator" and name not in workflow.actions and name not in document.workflow.actions:
            findings.unknown("workflows.E006", subject, ACTION, name, ["creator", *workflow.actions])
    line_actions = document.line_workflow.actions if document.line_workflow else {}
    for cascade in action.lines:
        if cascade.action not in line_actions:
            findings.unknown("workflows.E006", f"{subject}.lines", ACTION, cascade.action, line_actions)
    for name, each in action.inputs.items():
        known = fields.get(name)
        if known is not None and known.field.type != each.field.type:
            en = f"the input “{name}” is {each.field.type}, the field it is written to {known.field.type}"
            zh = f"輸入欄位「{name}」為 {each.field.type},但要寫入的欄位為 {known.field.type}"
            findings.add("workflows.E007", subject, en, zh)


def _states(names: Iterable[str], workflow: CompiledWorkflow, subject: str, findings: Findings) -> None:
    for name in names:
        if name not in workflow.states and name != ANY:
            findings.unknown("workflows.E003", subject, STATE, name, workflow.states)


def _steps(workflow: CompiledWorkflow) -> list[tuple[str, str]]:
    moves: list[CompiledAction | CompiledAutomatic] = [*workflow.actions.values(), *workflow.automatic]
    return [
        (start, each.to)
        for each in moves
        if each.to is not None
        for start in (workflow.states if ANY in each.from_ else each.from_)
    ]


def _reachable(workflow: CompiledWorkflow, subject: str, findings: Findings) -> None:
    steps = _steps(workflow)
    reached, waiting = {workflow.initial}, [workflow.initial]
    while waiting:
        state = waiting.pop()
        for start, end in steps:
            if start == state and end not in reached:
                reached.add(end)
                waiting.append(end)
    for state in workflow.states:
        if state not in reached:
            findings.add(
                "workflows.E004",
                f"{subject}.states.{state}",
                f"no action leads to the state “{state}”",
                f"沒有任何動作可到達狀態「{state}」",
            )


def _ways_out(workflow: CompiledWorkflow, subject: str, findings: Findings) -> None:
    starts = {start for start, _ in _steps(workflow)}
    for code, state in workflow.states.items():
        if state.standard not in FINAL and code not in starts:
            en = f"the state “{code}” ({state.standard}) is a dead end: no action leaves it"
            zh = f"狀態「{code}」({state.standard})為死路:沒有離開的動作"
            findings.add("workflows.W001", f"{subject}.states.{code}", en, zh, severity="warning")


def _twice(check: str, subject: str, names: list[str], findings: Findings) -> None:
    for name in sorted({each for each in names if names.count(each) > 1}):
        findings.add(check, f"{subject}.{name}", f"“{name}” is given twice", f"「{name}」重複定義")
