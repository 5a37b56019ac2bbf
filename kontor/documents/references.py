"""What references point to: one query per kind for a whole command, however many documents, lines and fields (P2).

Records are loaded at the first question, for every id of that kind any document in work holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kontor.documents.store import read
from kontor.masterdata import api as masterdata
from kontor.packaging.model import CompiledField, Model

if TYPE_CHECKING:
    from kontor.documents.session import Session

Fields = Mapping[str, CompiledField]
_NO_FIELDS: Fields = {}


class Referred(Mapping[str, Any]):
    """A referenced record in a scope; a dotted name goes on to what it refers to itself."""

    __slots__ = ("fields", "references", "values_")

    def __init__(self, values: Mapping[str, Any], fields: Fields, references: References) -> None:
        self.values_ = values
        self.fields = fields
        self.references = references

    def __getitem__(self, name: str) -> Any:
        return self.values_[name]

    def __contains__(self, name: object) -> bool:
        return name in self.values_

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)

    def at(self, path: str) -> Any:
        """The value at a dotted path, across references; None when the path leads nowhere."""
        head, _, rest = path.partition(".")
        value = self.values_.get(head)
        if not rest or value is None:
            return value
        if isinstance(value, Mapping):
            return Referred(value, _NO_FIELDS, self.references).at(rest)
        field = self.fields.get(head)
        return None if field is None or field.target is None else self.references.follow(field, value, rest)


class References:
    """The records one command has looked up."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, str], dict[Any, Referred | None]] = {}
        self._asked: dict[tuple[str, str], set[Any]] = {}

    def ask(self, field: CompiledField, key: Any) -> None:
        """Let ``key`` be loaded together with the others of its kind."""
        if field.target is not None and key is not None:
            self._asked.setdefault((field.target, field.refer_by), set()).update(_keys(key))

    def follow(self, field: CompiledField, key: Any, path: str) -> Any:
        """The value at ``path`` in the record ``field`` points to with ``key``."""
        record = self.find(field, key)
        return None if record is None else record.at(path)

    def find(self, field: CompiledField, key: Any) -> Referred | None:
        """The record, or None when there is none; loads all asked-for records of its kind."""
        if field.target is None or isinstance(key, (tuple, list)):
            return None
        kind = (field.target, field.refer_by)
        known = self._known.setdefault(kind, {})
        if key not in known:
            self._load(kind, {key})
        return known.get(key)

    def missing(self, field: CompiledField, key: Any) -> bool:
        """Whether any key of the value points to nothing."""
        if field.target is None:
            return False
        kind = (field.target, field.refer_by)
        known = self._known.setdefault(kind, {})
        keys = set(_keys(key))
        if not keys <= known.keys():
            self._load(kind, keys)
        return any(known.get(each) is None for each in keys)

    def labels(self) -> dict[UUID, str]:
        """What the looked-up records are called, by id."""
        found: dict[UUID, str] = {}
        for (_, by), records in self._known.items():
            for key, record in records.items():
                if record is not None and by == "id":
                    found[key] = label_of(record)
        return found

    def _load(self, kind: tuple[str, str], keys: set[Any]) -> None:
        known = self._known[kind]
        wanted = (keys | self._asked.pop(kind, set()) | set(self._held(kind))) - known.keys()
        target, _ = kind
        model = self._session.model
        fields = _fields_of(model, target)
        if target in model.documents:
            found = _documents(self._session, target, wanted)
        else:
            found = masterdata.fetch(target, wanted)
        for key in wanted:
            values = found.get(key)
            known[key] = None if values is None else Referred(values, fields, self)

    def _held(self, kind: tuple[str, str]) -> Iterable[Any]:
        """Every key of this kind that documents in work or records already loaded hold."""
        for document in self._session.documents.values():
            yield from _held_in(document.model.header, document.values, kind)
            for line in document.lines:
                yield from _held_in(document.model.lines, line.values, kind)
        for records in list(self._known.values()):
            for record in list(records.values()):
                if record is not None:
                    yield from _held_in(record.fields, record.values_, kind)


def _held_in(fields: Fields, values: Mapping[str, Any], kind: tuple[str, str]) -> Iterator[Any]:
    for field in getattr(fields, "references", ()):
        if (field.target, field.refer_by) == kind and (key := values.get(field.name)) is not None:
            yield from _keys(key)


def _keys(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _fields_of(model: Model, target: str) -> Fields:
    if target in model.entities:
        return model.entities[target].fields
    return model.documents[target].header if target in model.documents else _NO_FIELDS


def _documents(session: Session, target: str, ids: set[Any]) -> dict[Any, dict[str, Any]]:
    """Headers of other documents; those in work as they stand now."""
    found: dict[Any, dict[str, Any]] = {}
    loaded = read.load(ids - session.documents.keys(), session.configuration, lock=False, with_lines=False)
    for document in (*loaded.values(), *(session.documents[each] for each in ids & session.documents.keys())):
        if document.type_code == target:
            facts = {"id": document.id, "number": document.number, "state": document.state}
            found[document.id] = {**document.values, **facts, "organisation": document.organisation_id}
    return found


@masterdata.exists_in
def existing_documents(type_code: str, ids: Collection[UUID]) -> set[UUID]:
    """Which ids are living documents of a type: master data may refer to documents (P14)."""
    return {each for each, head in read.heads(ids).items() if head["type_code"] == type_code}


def label_of(record: Mapping[str, Any]) -> str:
    """Code (or number) and name of a record, as lists show it."""
    if record.get("number"):
        return " ".join(str(each) for each in (record["number"], record.get("title")) if each)
    return masterdata.label_of(record)
