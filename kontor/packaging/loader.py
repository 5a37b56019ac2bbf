"""Reads a pack folder into a ``Pack``; every mistake carries file and line (P12).

A pack is ``pack.yaml`` and one folder per kind of part. A file holds one part or a list of parts; ``settings`` and
``masterdata`` files are merged by key; ``prints/`` holds templates as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from kontor.kernel.text import LANGUAGES, Text
from kontor.packaging import schema
from kontor.packaging.problems import PackProblems, Problem, did_you_mean
from kontor.packaging.yaml_source import Lines, Step, Steps, YamlMistake, read_yaml

PART_KINDS: Mapping[str, type[schema.PackPart]] = {
    "documents": schema.DocumentType,
    "entities": schema.Entity,
    "workflows": schema.Workflow,
    "flows": schema.Flow,
    "rules": schema.Rule,
    "access": schema.Role,
    "posting": schema.PostingProfile,
    "navigation": schema.NavigationApp,
    "processes": schema.Process,
    "inboxes": schema.Inbox,
    "extensions": schema.Extension,
}
MAPPING_KINDS = ("settings", "masterdata")
OTHER_FOLDERS = ("prints", "scenarios", "labels")
"""Folders of a pack that hold no parts."""
MOST_TEMPLATE_BYTES = 2_000_000


@dataclass(slots=True)
class Places:
    """Where the parts of one pack stand; a pack made in memory answers with its name."""

    name: str
    parts: dict[Steps, tuple[Lines, Steps]] = field(default_factory=dict)

    def of(self, *steps: Step) -> str:
        """``file:line`` of the value at ``steps`` such as ``("documents", 0, "header", 2)``."""
        for length in range(len(steps), 0, -1):
            if (known := self.parts.get(steps[:length])) is not None:
                lines, base = known
                return lines.place((*base, *steps[length:]))
        return self.name


@dataclass(slots=True)
class RawPack:
    """A pack as plain JSON values, before its schema is checked."""

    data: dict[str, Any]
    places: Places
    problems: list[Problem] = field(default_factory=list)


def load_pack(path: Path) -> schema.Pack:
    """The pack in a folder.

    Raises:
        PackProblems: everything wrong in its files, at once.
    """
    raw = read_folder(path)
    pack, problems = parse_pack(raw.data, raw.places)
    if found := [*raw.problems, *problems]:
        raise PackProblems(found)
    assert pack is not None
    return pack


def read_folder(path: Path) -> RawPack:
    """Every file of a pack folder as plain values, mistakes of syntax beside them."""
    raw = RawPack({kind: [] for kind in PART_KINDS}, Places(path.name))
    raw.data |= {"settings": {}, "masterdata": {}, "templates": _templates(path)}
    head = path / "pack.yaml"
    if not head.is_file():
        raw.problems.append(_problem("packs.E001", path.name, "pack.yaml is missing", "缺少 pack.yaml", str(head)))
    else:
        _read_head(raw, head, path)
    for kind in PART_KINDS:
        for file in _yaml_files(path / kind):
            _read_parts(raw, kind, file, path)
    for kind in MAPPING_KINDS:
        for file in _yaml_files(path / kind):
            _read_mapping(raw, kind, file, path)
    raw.problems.extend(_strange_folders(path))
    return raw


def parse_pack(data: Mapping[str, Any], places: Places) -> tuple[schema.Pack | None, list[Problem]]:
    """Check plain values against the schema; the pack is None when anything is wrong."""
    problems = list(_unlabelled(data, places))
    head = _parse(schema.PackHead, data.get("head", {}), ("head",), places, problems)
    parts: dict[str, Any] = {
        kind: tuple(_parse(model, each, (kind, at), places, problems) for at, each in enumerate(data.get(kind) or ()))
        for kind, model in PART_KINDS.items()
    }
    if unknown := set(data) - {"head", "templates", *PART_KINDS, *MAPPING_KINDS}:
        for name in sorted(unknown):
            problems.append(_unknown_key(name, (name,), places, (*PART_KINDS, *MAPPING_KINDS)))
    if problems:
        return None, problems
    extra = {name: data.get(name) or {} for name in (*MAPPING_KINDS, "templates")}
    pack = _parse(_Rest, extra, (), places, problems)
    if problems or pack is None:
        return None, problems
    built = schema.Pack.model_construct(head=head, **parts, **pack.model_dump())
    built._places = places
    return built, problems


class _Rest(schema.PackPart):
    """The parts of a pack that are plain mappings."""

    settings: dict[schema.Code, Any]
    masterdata: dict[schema.Code, list[dict[str, Any]]]
    templates: dict[str, str]


def _yaml_files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("**/*.yaml"), *folder.glob("**/*.yml")]) if folder.is_dir() else []


def _templates(path: Path) -> dict[str, str]:
    folder = path / "prints"
    files = sorted(each for each in folder.glob("**/*") if each.is_file()) if folder.is_dir() else []
    texts: dict[str, str] = {}
    for file in files:
        if file.stat().st_size <= MOST_TEMPLATE_BYTES and file.suffix in {".typ", ".toml", ".json", ".csv", ".svg"}:
            texts[file.relative_to(folder).as_posix()] = file.read_text(encoding="utf-8")
    return texts


def _read(raw: RawPack, file: Path, root: Path) -> tuple[Any, Lines] | None:
    shown = f"{root.name}/{file.relative_to(root).as_posix()}"
    try:
        return read_yaml(file, shown)
    except YamlMistake as mistake:
        place = f"{shown}:{mistake.line}"
        raw.problems.append(_problem("packs.E002", shown, f"not readable: {mistake}", f"無法讀取:{mistake}", place))
        return None


def _read_head(raw: RawPack, file: Path, root: Path) -> None:
    if (found := _read(raw, file, root)) is not None:
        value, lines = found
        raw.data["head"] = value
        raw.places.parts[("head",)] = (lines, ())
        if isinstance(value, dict) and isinstance(value.get("pack"), str):
            raw.places.name = value["pack"]


def _read_parts(raw: RawPack, kind: str, file: Path, root: Path) -> None:
    found = _read(raw, file, root)
    if found is None:
        return
    value, lines = found
    many = isinstance(value, list)
    for at, part in enumerate(value if many else [value]):
        raw.places.parts[(kind, len(raw.data[kind]))] = (lines, (at,) if many else ())
        raw.data[kind].append(part)


def _read_mapping(raw: RawPack, kind: str, file: Path, root: Path) -> None:
    found = _read(raw, file, root)
    if found is None:
        return
    value, lines = found
    if kind == "masterdata" and isinstance(value, list):
        value, base = {file.stem: value}, True
    else:
        base = False
    if not isinstance(value, dict):
        text = "must be a mapping of names to values"
        raw.problems.append(_problem("packs.E003", kind, text, "必須為名稱與值的對應", lines.place()))
        return
    for name, each in value.items():
        known = raw.data[kind].get(name)
        if isinstance(known, list) and isinstance(each, list):
            for at in range(len(each)):
                raw.places.parts[(kind, name, len(known) + at)] = (lines, (at,) if base else (name, at))
            raw.data[kind][name] = [*known, *each]
            continue
        raw.places.parts[(kind, name)] = (lines, () if base else (name,))
        raw.data[kind][name] = each


def _strange_folders(path: Path) -> Iterator[Problem]:
    known = {*PART_KINDS, *MAPPING_KINDS, *OTHER_FOLDERS}
    for folder in sorted(each for each in path.iterdir() if each.is_dir()) if path.is_dir() else []:
        if folder.name not in known and not folder.name.startswith((".", "_")):
            text = Text(en="no kind of part is called so", zh_hant="沒有此種類的資料夾")
            yield Problem(
                "packs.E004", f"{path.name}/{folder.name}", text, str(folder), did_you_mean(folder.name, known)
            )


def _parse(model: type[Any], value: Any, steps: Steps, places: Places, problems: list[Problem]) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError as mistakes:
        for each in mistakes.errors(include_url=False):
            problems.append(_schema_problem(each, value, steps, places))
        return None


def _schema_problem(mistake: Any, value: Any, steps: Steps, places: Places) -> Problem:
    inner = _inside(value, mistake["loc"])
    place_steps = (*steps, *inner)
    if mistake["type"] == "extra_forbidden":
        return _unknown_key(str(mistake["loc"][-1]), place_steps, places, _all_keys(), _subject(value, steps, inner))
    subject, place = _subject(value, steps, inner), places.of(*place_steps)
    if mistake["type"] == "missing":
        key = str(mistake["loc"][-1])
        return _problem("packs.E005", subject, f"the key “{key}” is missing", f"缺少「{key}」", place)
    message = str(mistake["msg"]).removeprefix("Value error, ")
    return _problem("packs.E006", subject, message, f"格式不正確:{message}", place)


def _unknown_key(key: str, steps: Steps, places: Places, known: Any, subject: str | None = None) -> Problem:
    text = Text(en=f"unknown key “{key}”", zh_hant=f"未知的鍵「{key}」")
    return Problem(
        "packs.E007", subject or ".".join(map(str, steps)), text, places.of(*steps), did_you_mean(key, known)
    )


def _inside(value: Any, loc: tuple[Step, ...]) -> Steps:
    """The longest part of a pydantic location that really exists in the value."""
    steps: list[Step] = []
    for step in loc:
        items = value if isinstance(value, Mapping) else dict(enumerate(value)) if isinstance(value, list) else {}
        if step not in items:
            continue
        value = items[step]
        steps.append(step)
    return tuple(steps)


def _subject(value: Any, steps: Steps, inner: Steps) -> str:
    """A part as people name it: ``purchase_order.header.partner``."""
    words = [_code_of(value) or ".".join(map(str, steps))]
    for step in inner:
        value = value[step]
        words.append((_code_of(value) or str(step)) if isinstance(step, int) else step)
    return ".".join(words)


def _code_of(value: Any) -> str | None:
    """The code of a part: its first value, when that is a word under one of the naming keys."""
    if isinstance(value, Mapping):
        for key in _NAMING_KEYS:
            if isinstance(value.get(key), str):
                return str(value[key])
    return None


_NAMING_KEYS = (
    "document", "entity", "workflow", "flow", "rule", "role", "posting", "app", "process", "inbox", "extends",
    "pack", "name", "action", "state", "view", "print", "step", "effect", "do",
)  # fmt: skip


def _all_keys() -> set[str]:
    models = [each for each in vars(schema).values() if isinstance(each, type) and issubclass(each, BaseModel)]
    return {info.alias or name for model in models for name, info in model.model_fields.items()}


def _unlabelled(value: Any, places: Places, steps: Steps = ()) -> Iterator[Problem]:
    """Texts that lack English or Traditional Chinese, anywhere in the pack."""
    if isinstance(value, Mapping):
        if value and set(value) <= set(LANGUAGES):
            for tag, name in (("en", "English"), ("zh-Hant", "Traditional Chinese")):
                if not value.get(tag):
                    subject = ".".join(map(str, steps))
                    zh = "缺少英文文字" if tag == "en" else "缺少繁體中文文字"
                    yield _problem("labels.E001", subject, f"the {name} text is missing", zh, places.of(*steps))
            return
        for key, each in value.items():
            yield from _unlabelled(each, places, (*steps, str(key)))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _unlabelled(each, places, (*steps, at))


def _problem(check: str, subject: str, en: str, zh_hant: str, place: str) -> Problem:
    return Problem(check, subject, Text(en=en, zh_hant=zh_hant), place)
