"""Brings packs and a tenant's overlay together: order, parts by code, extensions, settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kontor.kernel.text import Text
from kontor.packaging import schema
from kontor.packaging.loader import Places
from kontor.packaging.problems import Problem, Severity, did_you_mean
from kontor.packaging.yaml_source import Step

CODE_OF = {
    "documents": "document",
    "entities": "entity",
    "workflows": "workflow",
    "flows": "flow",
    "rules": "rule",
    "access": "role",
    "posting": "posting",
    "navigation": "app",
    "processes": "process",
    "inboxes": "inbox",
}
MERGED_KINDS = ("access", "navigation")
"""Kinds of which several packs may give parts of one code: grants and menu items add up."""
OVERLAY = "overlay"


@dataclass(slots=True)
class Findings:
    """Collects mistakes and knows where each subject stands."""

    problems: list[Problem] = field(default_factory=list)
    _where: dict[str, str] = field(default_factory=dict)

    def stands(self, subject: str, place: str) -> None:
        """Remember where a subject (``purchase_order.header.partner``) was written."""
        self._where.setdefault(subject, place)

    def place(self, subject: str) -> str:
        """Where the subject, or the nearest part around it, was written."""
        while subject:
            if subject in self._where:
                return self._where[subject]
            subject = subject.rpartition(".")[0]
        return ""

    def add(
        self,
        check: str,
        subject: str,
        en: str,
        zh_hant: str,
        *,
        hint: Text | None = None,
        severity: Severity = "error",
        place: str | None = None,
    ) -> None:
        """Note a mistake."""
        where = self.place(subject) if place is None else place
        self.problems.append(Problem(check, subject, Text(en=en, zh_hant=zh_hant), where, hint, severity))

    def unknown(self, check: str, subject: str, kind: Text, name: str, known: Iterable[str]) -> None:
        """Note a name that nothing carries, with the nearest one that is."""
        en, zh = f"unknown {kind.en} “{name}”", f"未知的{kind.zh_hant}「{name}」"
        self.add(check, subject, en, zh, hint=did_you_mean(name, known))


@dataclass(slots=True)
class Sources:
    """All parts by kind and code, with the pack each came from."""

    parts: dict[str, dict[str, Any]]
    pack_of: dict[tuple[str, str], str]
    extensions: list[tuple[str, schema.Extension, str]]
    """(pack, extension, subject)"""
    heads: dict[str, schema.PackHead]
    settings: dict[str, Any]
    masterdata: dict[str, list[Mapping[str, Any]]]
    templates: dict[str, Mapping[str, str]]


def gather(packs: Sequence[schema.Pack], overlay: schema.Pack | None, findings: Findings) -> Sources:
    """All packs in the order of their requirements, then the overlay, whose parts replace those of equal code."""
    result = Sources({kind: {} for kind in CODE_OF}, {}, [], {}, {}, {}, {})
    for pack in in_order(packs, findings):
        _take(result, pack, findings, replace=False)
    if overlay is not None:
        _take(result, overlay, findings, replace=True)
    return result


def in_order(packs: Sequence[schema.Pack], findings: Findings) -> list[schema.Pack]:
    """Packs after those they require; missing and circular requirements are noted."""
    by_code = {pack.head.pack: pack for pack in packs}
    done: dict[str, schema.Pack] = {}

    def visit(pack: schema.Pack, above: tuple[str, ...]) -> None:
        code = pack.head.pack
        if code in done:
            return
        place = (pack._places or Places(code)).of("head")
        if code in above:
            loop = " → ".join([*above, code])
            findings.add("packs.E011", code, f"packs require each other: {loop}", f"套件互相依賴:{loop}", place=place)
            return
        for need in pack.head.requires:
            if need in by_code:
                visit(by_code[need], (*above, code))
            else:
                hint = did_you_mean(need, by_code)
                en, zh = f"requires the pack “{need}”, which is not there", f"需要套件「{need}」,但未提供"
                findings.add("packs.E012", code, en, zh, hint=hint, place=place)
        done[code] = pack

    for pack in packs:
        visit(pack, ())
    return list(done.values())


def _take(sources: Sources, pack: schema.Pack, findings: Findings, *, replace: bool) -> None:
    places: Places = pack._places or Places(pack.head.pack)
    code = OVERLAY if replace else pack.head.pack
    if not replace:
        sources.heads[code] = pack.head
    sources.templates[code] = pack.templates
    for kind in CODE_OF:
        for at, part in enumerate(getattr(pack, kind)):
            _take_part(sources, kind, part, code, places.of(kind, at), findings, replace=replace)
            _remember_places(kind, at, part, places, findings)
    for at, extension in enumerate(pack.extensions):
        _remember_extension(at, extension, places, findings)
        sources.extensions.append((code, extension, extension.extends))
    for name, value in pack.settings.items():
        known = sources.settings.get(name)
        sources.settings[name] = value if replace else merge_settings(known, value)
    for entity, records in pack.masterdata.items():
        findings.stands(f"masterdata.{entity}", places.of("masterdata", entity))
        sources.masterdata.setdefault(entity, []).extend(records)


def _take_part(
    sources: Sources, kind: str, part: Any, pack: str, place: str, findings: Findings, *, replace: bool
) -> None:
    code = getattr(part, CODE_OF[kind])
    known = sources.parts[kind].get(code)
    if known is not None and not replace:
        if kind not in MERGED_KINDS:
            owner = sources.pack_of[kind, code]
            en, zh = f"“{code}” is already in {kind} of {owner}", f"「{code}」已存在於套件 {owner} 的 {kind}"
            findings.add("packs.E013", code, en, zh, place=place)
            return
        part = _merged(kind, known, part)
    sources.parts[kind][code] = part
    sources.pack_of.setdefault((kind, code), pack)


def _merged(kind: str, known: Any, part: Any) -> Any:
    names = ("grants", "limits", "hidden_fields") if kind == "access" else ("items",)
    return known.model_copy(update={name: (*getattr(known, name), *getattr(part, name)) for name in names})


def merge_settings(known: Any, value: Any) -> Any:
    """Settings of several packs: mappings merge, lists add up, anything else the later one wins."""
    if isinstance(known, dict) and isinstance(value, dict):
        return {**known, **{name: merge_settings(known.get(name), each) for name, each in value.items()}}
    if isinstance(known, list) and isinstance(value, list):
        return [*known, *(each for each in value if each not in known)]
    return value


def _remember_places(kind: str, at: int, part: Any, places: Places, findings: Findings) -> None:
    """Note where the pieces inside a part stand, under the subject checks will name."""
    code = getattr(part, CODE_OF[kind])
    base = code if kind in ("documents", "entities") else f"{kind}.{code}"
    findings.stands(base, places.of(kind, at))
    for group in ("header", "lines", "fields", "states", "actions"):
        pieces = getattr(part, group, None)
        if isinstance(pieces, tuple):
            _remember(base, group, pieces, (kind, at, group), places, findings)


def _remember_extension(at: int, extension: schema.Extension, places: Places, findings: Findings) -> None:
    for group in ("header", "lines", "fields", "states", "line_states", "actions", "line_actions"):
        pieces = getattr(extension, group)
        _remember(extension.extends, group, pieces, ("extensions", at, group), places, findings)
    findings.stands(f"extensions.{extension.extends}", places.of("extensions", at))


def _remember(
    base: str, group: str, pieces: Sequence[Any], steps: tuple[Step, ...], places: Places, findings: Findings
) -> None:
    for position, piece in enumerate(pieces):
        word = getattr(piece, "name", None) or getattr(piece, "action", None) or getattr(piece, "state", None)
        if word:
            findings.stands(f"{base}.{group}.{word}", places.of(*steps, position))
