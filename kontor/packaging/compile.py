"""Compiles packs into a ``Model``: applies extensions, resolves types, runs every check (P12)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from kontor.kernel.errors import DomainError
from kontor.kernel.jsonvalues import dumps
from kontor.kernel.rounding import RoundingPolicy, RoundingRule
from kontor.kernel.text import Text
from kontor.packaging import checks, columns, schema, vocabulary
from kontor.packaging.extend import extended_document, extended_entity
from kontor.packaging.fieldsets import Targets, compile_fields
from kontor.packaging.model import (
    CompiledAction,
    CompiledAutomatic,
    CompiledEffect,
    CompiledPrint,
    CompiledRule,
    CompiledRuleAction,
    CompiledWorkflow,
    DocumentModel,
    EntityModel,
    FieldSet,
    Model,
)
from kontor.packaging.permissions import named_permissions, permissions_of
from kontor.packaging.problems import PackProblems, Problem
from kontor.packaging.sources import OVERLAY, Findings, Sources, gather
from kontor.packaging.vocabulary import Vocabulary


def compile_packs(packs: Sequence[schema.Pack], overlay: schema.Pack | None = None) -> Model:
    """The model of these packs and the tenant's overlay.

    Raises:
        PackProblems: every mistake at once, with id, place and hint.
    """
    model, problems = examine(packs, overlay)
    if errors := [each for each in problems if each.severity == "error"]:
        raise PackProblems(errors)
    return model


def examine(packs: Sequence[schema.Pack], overlay: schema.Pack | None = None) -> tuple[Model, list[Problem]]:
    """The model as far as it can be built, with every mistake and warning."""
    findings = Findings()
    sources = gather(packs, overlay, findings)
    model = _Compiler(sources, findings).model(content_hash(packs, overlay))
    checks.run(model, sources, findings)
    model = replace(model, permissions={**named_permissions(model), **model.permissions})
    order = {"error": 0, "warning": 1}
    return model, sorted(findings.problems, key=lambda each: (order[each.severity], each.place, each.check))


def content_hash(packs: Iterable[schema.Pack], overlay: schema.Pack | None = None) -> str:
    """SHA-256 of everything the packs say; equal content gives equal hashes."""
    parts = [pack_hash(each) for each in packs]
    return hashlib.sha256(dumps([parts, pack_hash(overlay) if overlay else None]).encode()).hexdigest()


def pack_hash(pack: schema.Pack) -> str:
    """SHA-256 of one pack's content."""
    return hashlib.sha256(dumps(pack.model_dump(mode="python")).encode()).hexdigest()


class _Compiler:
    """Carries sources and findings through the compilation of every part."""

    def __init__(self, sources: Sources, findings: Findings) -> None:
        self.sources = sources
        self.findings = findings
        entities: Mapping[str, schema.Entity] = sources.parts["entities"]
        self.targets = Targets(
            {code: each.refer_by for code, each in entities.items()}, frozenset(sources.parts["documents"])
        )

    def model(self, fingerprint: str) -> Model:
        """Everything compiled."""
        parts = self.sources.parts
        documents = {code: self.document(each) for code, each in parts["documents"].items()}
        entities = {code: self.entity(each) for code, each in parts["entities"].items()}
        self.extensions_find_their_target()
        return Model(
            content_hash=fingerprint,
            packs=dict(self.sources.heads),
            documents=documents,
            entities=entities,
            flows=dict(parts["flows"]),
            rules=tuple(self.rule(each) for each in parts["rules"].values()),
            roles=dict(parts["access"]),
            postings=dict(parts["posting"]),
            navigation=tuple(sorted(parts["navigation"].values(), key=lambda each: (each.order, each.app))),
            processes=dict(parts["processes"]),
            inboxes=tuple(sorted(parts["inboxes"].values(), key=lambda each: (each.order, each.inbox))),
            settings=dict(self.sources.settings),
            masterdata={name: tuple(records) for name, records in self.sources.masterdata.items()},
            prints=self.prints(documents),
            permissions=permissions_of(documents.values(), entities.values(), parts["flows"].values()),
            rounding=self.rounding(),
        )

    def document(self, base: schema.DocumentType) -> DocumentModel:
        """One document type with its extensions."""
        code = base.document
        extensions = [(pack, each) for pack, each, target in self.sources.extensions if target == code]
        whole = extended_document(base, extensions, self.findings)
        header = self.fields(whole.header, f"{code}.header", columns.HEADER_COLUMNS)
        lines = self.fields(whole.lines, f"{code}.lines", columns.LINE_COLUMNS)
        added = [each for _, each in extensions]
        workflow = self.workflow(whole.workflow, code, added, on_lines=False)
        line_workflow = self.workflow(whole.line_workflow, code, added, on_lines=True) if whole.line_workflow else None
        return DocumentModel(whole, header, lines, workflow, line_workflow, self.sources.pack_of["documents", code])

    def entity(self, base: schema.Entity) -> EntityModel:
        """One entity with its extensions."""
        extensions = [(pack, each) for pack, each, target in self.sources.extensions if target == base.entity]
        whole = extended_entity(base, extensions, self.findings)
        fields = self.fields(whole.fields, f"{base.entity}.fields", columns.entity_columns(whole.table))
        return EntityModel(whole, fields, self.sources.pack_of["entities", base.entity])

    def fields(
        self, fields: Sequence[schema.Field], subject: str, table: Mapping[str, columns.Column] | None = None
    ) -> FieldSet:
        """Fields with their types resolved; those that cannot be are noted and left out."""
        return compile_fields(fields, subject, table or {}, self.targets, self.findings)

    def workflow(
        self, code: str, document: str, extensions: Sequence[schema.Extension], *, on_lines: bool
    ) -> CompiledWorkflow:
        """The workflow as it runs for one document type."""
        found: schema.Workflow | None = self.sources.parts["workflows"].get(code)
        if found is None:
            kind = Text(en="workflow", zh_hant="流程")
            self.findings.unknown("workflows.E001", document, kind, code, self.sources.parts["workflows"])
            return CompiledWorkflow(code, Text(en=code, zh_hant=code), "", {}, {}, on_lines=on_lines)
        states = {each.state: each for each in found.states}
        actions = list(found.actions)
        automatic = list(found.automatic)
        for each in extensions:
            states |= {added.state: added for added in (each.line_states if on_lines else each.states)}
            actions += each.line_actions if on_lines else each.actions
            automatic += each.line_automatic if on_lines else each.automatic
        subject = f"workflows.{code}"
        compiled = {each.action: self.action(each, document, subject, on_lines=on_lines) for each in actions}
        return CompiledWorkflow(
            workflow=code,
            label=found.label,
            initial=found.initial,
            states=states,
            actions=compiled,
            automatic=tuple(
                CompiledAutomatic(each.from_, each.to, each.when, self.effects(each.effects, f"{subject}.automatic"))
                for each in automatic
            ),
            on_lines=on_lines,
        )

    def action(self, action: schema.Action, document: str, workflow: str, *, on_lines: bool) -> CompiledAction:
        """One action with its permission, inputs and effects resolved."""
        subject = f"{workflow}.actions.{action.action}"
        default = f"{document}.line.{action.action}" if on_lines else f"{document}.{action.action}"
        return CompiledAction(
            action=action.action,
            label=action.label,
            from_=action.from_,
            to=action.to,
            permission=action.permission or default,
            system=action.system,
            guards=action.guards,
            show_when=action.show_when,
            required=action.required,
            inputs=self.fields(action.inputs, subject),
            comment=action.comment,
            lines=action.lines,
            effects=self.effects(action.effects, subject),
            distinct_from=action.distinct_from,
            authority=action.authority,
            style=action.style,
            bulk=action.bulk,
        )

    def effects(self, uses: Sequence[schema.EffectUse], subject: str) -> tuple[CompiledEffect, ...]:
        """Effects with options checked by the model each effect declared."""
        return tuple(
            CompiledEffect(
                use.effect,
                use.when,
                self.options(vocabulary.effects, "effects.E001", use.effect, use.options, subject),
                use.options,
            )
            for use in uses
        )

    def rule(self, rule: schema.Rule) -> CompiledRule:
        """A rule with the options of its actions checked."""
        subject = f"rules.{rule.rule}"
        actions = tuple(
            CompiledRuleAction(
                each.do,
                self.options(vocabulary.rule_actions, "rules.E001", each.do, each.options, subject),
                each.options,
            )
            for each in rule.then
        )
        return CompiledRule(rule, actions, self.sources.pack_of["rules", rule.rule])

    def options(self, words: Vocabulary, check: str, word: str, raw: Mapping[str, Any], subject: str) -> Any:
        """The validated options of a registered word; an unknown word is noted once its engine is installed."""
        model = words.options_of(word)
        if model is None:
            if words:
                kind = Text(en=words.kind, zh_hant={"effect": "效果", "rule action": "規則動作"}.get(words.kind, ""))
                self.findings.unknown(check, subject, kind, word, words.words())
            return raw
        try:
            return model.model_validate(raw)
        except ValidationError as mistakes:
            for each in mistakes.errors(include_url=False):
                where = ".".join(str(step) for step in each["loc"])
                message = str(each["msg"]).removeprefix("Value error, ")
                en, zh = f"{words.kind} “{word}”: {where}: {message}", f"「{word}」的設定 {where}:{message}"
                self.findings.add(check.replace("E001", "E002"), subject, en, zh)
            return raw

    def prints(self, documents: Mapping[str, DocumentModel]) -> dict[tuple[str, str], CompiledPrint]:
        """Printable forms with the template files of the pack that holds them."""
        found: dict[tuple[str, str], CompiledPrint] = {}
        for code, document in documents.items():
            for each in document.type.prints:
                template = each.template.removeprefix("prints/")
                owners = [document.pack, OVERLAY, *self.sources.templates]
                holding = [self.sources.templates.get(owner, {}) for owner in owners]
                files = next((each for each in holding if template in each), None)
                if files is None:
                    subject = f"{code}.prints.{each.print}"
                    en, zh = f"the template “{template}” is missing", f"找不到列印範本「{template}」"
                    self.findings.add("prints.E001", subject, en, zh, severity="warning")
                    continue
                found[code, each.print] = CompiledPrint(each, code, template, files)
        return found

    def rounding(self) -> RoundingPolicy:
        """The rounding rules of the setting ``rounding``: a list of step, places, mode, currency, …"""
        rules: list[RoundingRule] = []
        raw = self.sources.settings.get("rounding") or []
        for at, each in enumerate(raw if isinstance(raw, list) else [raw]):
            try:
                rules.append(RoundingRule(**each))
            except (DomainError, TypeError) as mistake:
                said = mistake.message("en") if isinstance(mistake, DomainError) else str(mistake)
                zh = mistake.message("zh-Hant") if isinstance(mistake, DomainError) else f"進位規則不正確:{mistake}"
                self.findings.add("settings.E001", f"settings.rounding[{at}]", said, zh)
        return RoundingPolicy(rules)

    def extensions_find_their_target(self) -> None:
        """Note extensions of types that do not exist."""
        known = {*self.sources.parts["documents"], *self.sources.parts["entities"]}
        for _, extension, target in self.sources.extensions:
            if target not in known:
                kind = Text(en="document type or entity", zh_hant="單據類型或主檔")
                self.findings.unknown("extensions.E001", f"extensions.{extension.extends}", kind, target, known)
