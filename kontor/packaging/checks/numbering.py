"""Number patterns: known tokens, one sequence, an action that exists."""

from __future__ import annotations

import re

from kontor.kernel.text import Text
from kontor.packaging.model import DocumentModel, Model
from kontor.packaging.sources import Findings, Sources

TOKEN = re.compile(r"\{([a-z_]+)(?::(\d+))?\}")
DATE_TOKENS = ("yyyy", "yy", "mm", "dd", "roc")
ACTION = Text(en="header action", zh_hant="表頭動作")
NAME = Text(en="token", zh_hant="編號參數")


def check(model: Model, sources: Sources, findings: Findings) -> None:
    """Check the numbering of every document type."""
    for document in model.documents.values():
        _check(document, findings)


def _check(document: DocumentModel, findings: Findings) -> None:
    numbering = document.type.numbering
    subject = f"{document.code}.numbering"
    tokens = TOKEN.findall(numbering.pattern)
    if sum(name == "seq" for name, _ in tokens) != 1:
        en = "the pattern needs exactly one {seq:N}"
        findings.add("numbering.E001", subject, en, "編號格式必須包含一個 {seq:N}")
    known = {*DATE_TOKENS, "org", "seq", *document.header}
    for name, _ in tokens:
        if name not in known:
            findings.unknown("numbering.E002", subject, NAME, name, known)
    rest = TOKEN.sub("", numbering.pattern)
    if "{" in rest or "}" in rest:
        findings.add("numbering.E003", subject, f"not understood: {rest}", "編號格式的大括號不完整")
    if numbering.at != "create" and numbering.at not in document.workflow.actions:
        findings.unknown("numbering.E004", subject, ACTION, numbering.at, ["create", *document.workflow.actions])
    for name in numbering.scope:
        if name != "organisation" and name not in document.header:
            findings.unknown("numbering.E005", subject, NAME, name, ["organisation", *document.header])
    resets_need = {"yearly": {"yyyy", "yy", "roc"}, "monthly": {"mm"}, "daily": {"dd"}}.get(numbering.reset, set())
    if resets_need and not resets_need & {name for name, _ in tokens}:
        en = f"resets {numbering.reset}, but the pattern does not show it: numbers would repeat"
        findings.add("numbering.E006", subject, en, f"依 {numbering.reset} 重編,但格式未含對應日期,編號會重複")
