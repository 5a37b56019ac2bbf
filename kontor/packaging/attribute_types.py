"""The base class of attribute types and where they register (P1).

Types live upstairs in ``engines/attributes/types/``, one module each; the compiler asks them to validate the
options of every field. A field type is a stateless class; its options are a pydantic model that refuses what it
does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Generic, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict

from kontor.kernel.errors import FieldProblem
from kontor.kernel.jsonvalues import JsonValue
from kontor.kernel.registry import Registry
from kontor.kernel.text import Text

IndexKind = Literal["text", "number", "date"]
IndexValue = str | Decimal | date | datetime | bool


class FieldError(ValueError):
    """A value does not fit its field; becomes a problem at the field's path."""

    def __init__(self, code: str, text: Text, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.facts = facts

    def at(self, path: str) -> FieldProblem:
        """The problem at ``path``."""
        return FieldProblem(path, self.code, self.text, self.facts)

    def __str__(self) -> str:
        return f"{self.code}: {self.text.fill('en', self.facts)}"


class TypeOptions(BaseModel):
    """Options of a field type; an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


OptionsT = TypeVar("OptionsT", bound=TypeOptions)
OptionsClass: TypeAlias = type[TypeOptions]
V = TypeVar("V")


class AttributeType(Generic[OptionsT, V]):
    """One type of attribute: reads raw input, spells JSON, describes itself, says how it is indexed.

    ``parse`` takes what a person, an API or a CSV cell gives and returns the exact Python value, or raises
    ``FieldError``. ``to_json`` spells the value for ``data`` and the API; ``load`` reads that spelling back.
    ``sql_cast`` is the SQL type of ``data->>'field'``; ``index_kind`` the column of ``attribute_index``.
    """

    type: ClassVar[str]
    label: ClassVar[Text]
    Options: ClassVar[OptionsClass] = TypeOptions
    index_kind: ClassVar[IndexKind | None] = "text"
    sql_cast: ClassVar[str] = "text"

    def parse(self, raw: Any, options: OptionsT) -> V:
        """The value of ``raw`` (never None)."""
        raise NotImplementedError

    def to_json(self, value: V) -> JsonValue:
        """The value as JSON."""
        raise NotImplementedError

    def load(self, stored: Any) -> V:
        """The value of its own JSON spelling, without validation."""
        raise NotImplementedError

    def from_text(self, text: str, options: OptionsT) -> Any:
        """What ``parse`` should be given for a cell of a sheet; blank cells never come here."""
        return text

    def to_text(self, value: V, options: OptionsT, language: str) -> str:
        """The value as a person reads it in a sheet or a print."""
        return str(self.to_json(value))

    def index_value(self, value: V) -> IndexValue | None:
        """What ``attribute_index`` stores; None stores nothing."""
        return None

    def json_schema(self, options: OptionsT) -> dict[str, Any]:
        """JSON Schema (2020-12) of the JSON spelling, for OpenAPI."""
        raise NotImplementedError

    def references(self, options: OptionsT) -> str | None:
        """Code of the entity or document type this field points to, if it is a reference."""
        return None

    def bind(self, options: OptionsT, *, refer_by: str) -> OptionsT:
        """Options completed with what the compiler knows of the target: references hold its ``id`` or its ``key``."""
        return options

    def client_options(self, options: OptionsT) -> Mapping[str, JsonValue]:
        """Options as the client gets them in ``/model``."""
        return options.model_dump(mode="json", exclude_none=True)


AnyType = AttributeType[Any, Any]


def _complete(name: str, member: object) -> None:
    """A type must speak for itself: name, label, and the three functions every surface calls."""
    cls = member if isinstance(member, type) else type(member)
    for attribute in ("type", "label", "parse", "to_json", "load", "json_schema"):
        if getattr(cls, attribute, None) is getattr(AttributeType, attribute, None):
            raise TypeError(f"an attribute type needs “{attribute}”")
    if not issubclass(cls.Options, TypeOptions):  # type: ignore[attr-defined]
        raise TypeError("Options must extend TypeOptions")


_classes: Registry[type[AnyType]] = Registry("attribute type", base=AttributeType, check=_complete)
_members: dict[str, AnyType] = {}


def register(cls: type[AnyType]) -> type[AnyType]:
    """Class decorator: take a type in; a mistake in it stops the program at start with its name."""
    _classes.register(cls)
    _members[cls.type] = cls()
    return cls


def get(name: str) -> AnyType:
    """The type called ``name``. Raises UnknownName with the nearest."""
    _classes.get(name)
    return _members[name]


def find(name: str) -> AnyType | None:
    """The type called ``name``, or None."""
    return _members.get(name)


def names() -> tuple[str, ...]:
    """All type names in the order of registration."""
    return _classes.names()


def all_types() -> tuple[AnyType, ...]:
    """Every registered type."""
    return tuple(_members[name] for name in _classes.names())
