"""Expressions name only variables that exist where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kontor.kernel.expressions import Expression, variables
from kontor.kernel.text import Text
from kontor.packaging.checks.scopes import (
    LEAF,
    OPEN,
    Names,
    Scope,
    ambient,
    document_names,
    entity_names,
    fields_as_names,
    line_names,
    misstep,
)
from kontor.packaging.model import CompiledWorkflow, DocumentModel, FieldSet, Model
from kontor.packaging.schema import Flow, JournalPosting, StockPosting
from kontor.packaging.sources import Findings, Sources

VARIABLE = Text(en="variable", zh_hant="變數")
FIELD_EXPRESSIONS = ("required_when", "default_when", "visible_when", "editable_when", "formula")


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check every expression of the model."""
    checker = _Checker(model, findings)
    for document in model.documents.values():
        checker.document(document)
    for code, entity in model.entities.items():
        names = entity_names(entity, model)
        checker.fields(entity.fields, f"{code}.fields", names)
        for section in entity.entity.form.sections:
            checker.each([section.visible_when], f"{code}.form", names)
        for view in entity.entity.list.views:
            checker.each([view.filter], f"{code}.list.views.{view.view}", names)
    for flow in model.flows.values():
        checker.flow(flow)
    checker.rules()
    checker.postings()
    checker.grants()
    for inbox in model.inboxes:
        if (of := model.documents.get(inbox.document)) is not None:
            names = checker.line_scope(of) if inbox.on_lines else document_names(of, model)
            checker.each([inbox.when], f"inboxes.{inbox.inbox}", names)


class _Checker:
    """Checks expressions against the names of their place."""

    def __init__(self, model: Model, findings: Findings) -> None:
        self.model = model
        self.findings = findings

    def each(self, expressions: Iterable[Expression | None], subject: str, names: Names) -> None:
        """Note every unknown variable of these expressions."""
        for expression in expressions:
            for path in sorted(variables(expression)) if expression is not None else ():
                if (wrong := misstep(path, names, self.model)) is not None:
                    self.findings.unknown("expressions.E001", subject, VARIABLE, *wrong)

    def line_scope(self, document: DocumentModel) -> Scope:
        """Header names, and ``line``."""
        names = document_names(document, self.model)
        line = line_names(document, self.model)
        before: Names = {**_as_names(names["before"]), "line": line}
        return {**names, "line": line, "before": before}

    def fields(self, fields: FieldSet, subject: str, names: Names) -> None:
        """Conditions, defaults and formulas of fields."""
        for name, each in fields.items():
            found = [getattr(each.field, attribute) for attribute in FIELD_EXPRESSIONS]
            self.each(found, f"{subject}.{name}", names)

    def document(self, document: DocumentModel) -> None:
        """Fields, layouts and workflows of a document type."""
        code, names = document.code, document_names(document, self.model)
        line_scope = self.line_scope(document)
        self.fields(document.header, f"{code}.header", names)
        self.fields(document.lines, f"{code}.lines", line_scope)
        self.lines_before_header(document)
        for view in document.type.list.views:
            self.each([view.filter], f"{code}.list.views.{view.view}", names)
        for section in document.type.form.sections:
            self.each([section.visible_when], f"{code}.form", names)
        self.workflow(document.workflow, names)
        if document.line_workflow is not None:
            self.workflow(document.line_workflow, line_scope)

    def lines_before_header(self, document: DocumentModel) -> None:
        """A line's formula cannot read a computed header field: lines are computed first."""
        for name, each in document.lines.items():
            if each.field.formula is None:
                continue
            for path in variables(each.field.formula):
                read = document.header.get(path.partition(".")[0])
                if read is not None and read.is_computed:
                    en = f"reads the header's “{read.name}”, which is computed after the lines"
                    zh = f"引用表頭計算欄位「{read.name}」,但表頭在明細之後才計算"
                    self.findings.add("expressions.E002", f"{document.code}.lines.{name}", en, zh)

    def workflow(self, workflow: CompiledWorkflow, names: Names) -> None:
        """Guards and conditions of actions, which also see the inputs."""
        subject = f"workflows.{workflow.workflow}"
        for action in workflow.actions.values():
            scope = {**names, "inputs": fields_as_names(action.inputs), "comment": LEAF}
            where = f"{subject}.actions.{action.action}"
            line = {**scope, "line": names["lines"]} if action.lines and "lines" in names else scope
            self.each([each.when for each in action.guards], where, scope)
            self.each([action.show_when, *(each.when for each in action.effects)], where, scope)
            self.each([each.when for each in action.lines], where, line)
            self.fields(action.inputs, where, scope)
            if (use := action.authority) is not None:
                self.each([use.amount, use.currency, use.category], where, scope)
        for automatic in workflow.automatic:
            self.each([automatic.when], f"{subject}.automatic", names)

    def flow(self, flow: Flow) -> None:
        """What a flow carries over; sees source line and header, the quantity taken, and the inputs."""
        source = self.model.documents.get(flow.source)
        if source is None:
            return
        header = document_names(source, self.model)
        line = line_names(source, self.model)
        names: Names = {
            **ambient(self.model), "source": line, "source_header": header, "quantity": LEAF, "inputs": OPEN,
        }  # fmt: skip
        found = [flow.quantity, *flow.group_by, *flow.merge_by, *flow.header.values(), *flow.line.values()]
        if flow.tolerance is not None:
            found += [flow.tolerance.percent, flow.tolerance.absolute]
        self.each(found, f"flows.{flow.flow}", names)

    def rules(self) -> None:
        """Conditions of rules."""
        for each in self.model.rules:
            rule = each.rule
            inputs: Scope = {"inputs": OPEN}
            if (document := self.model.documents.get(rule.on)) is not None:
                scope = self.line_scope(document) if rule.each_line else document_names(document, self.model)
                self.each([rule.when], f"rules.{rule.rule}", {**scope, **inputs})
                if rule.action is not None and not _has_action(document, rule.action):
                    kind = Text(en="action", zh_hant="動作")
                    known = [*document.workflow.actions, *(document.line_workflow or document.workflow).actions]
                    self.findings.unknown("rules.E004", f"rules.{rule.rule}", kind, rule.action, known)
            elif (entity := self.model.entities.get(rule.on)) is not None:
                self.each([rule.when], f"rules.{rule.rule}", entity_names(entity, self.model))
            else:
                kind = Text(en="document type or entity", zh_hant="單據類型或主檔")
                known = [*self.model.documents, *self.model.entities]
                self.findings.unknown("rules.E003", f"rules.{rule.rule}", kind, rule.on, known)

    def postings(self) -> None:
        """Amounts, accounts and conditions of posting profiles."""
        for profile in self.model.postings.values():
            if (document := self.model.documents.get(profile.document)) is None:
                continue
            stock: Scope = {"value": LEAF, "quantity": LEAF}
            scope = self.line_scope(document)
            line = {**_as_names(scope.get("line")), "stock": stock}
            names: Scope = {"rate": LEAF, **scope, "line": line, "inputs": OPEN, "stock": stock}
            parts: list[StockPosting | JournalPosting] = [*profile.stock, *profile.journal]
            for part in parts:
                self.each(_expressions_of(part), f"posting.{profile.posting}", names)

    def grants(self) -> None:
        """Conditions of grants, against each type the grant's permissions name."""
        for role in self.model.roles.values():
            for grant in role.grants:
                if grant.when is None:
                    continue
                for resource in sorted({each.partition(".")[0] for each in grant.permissions}):
                    if (document := self.model.documents.get(resource)) is not None:
                        names = document_names(document, self.model)
                    elif (entity := self.model.entities.get(resource)) is not None:
                        names = entity_names(entity, self.model)
                    else:
                        continue
                    self.each([grant.when], f"access.{role.role}", names)


def _as_names(names: object) -> Scope:
    return dict(names) if isinstance(names, Mapping) else {}


def _has_action(document: DocumentModel, action: str) -> bool:
    line = document.line_workflow
    return action in document.workflow.actions or (line is not None and action in line.actions)


def _expressions_of(part: StockPosting | JournalPosting) -> list[Expression | None]:
    values = (getattr(part, name) for name in type(part).model_fields)
    return [each for each in values if isinstance(each, Expression)]
