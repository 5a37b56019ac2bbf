"""The words every part of a pack shares: codes, texts in both languages, expressions."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints, model_validator

from kontor.kernel.errors import DomainError
from kontor.kernel.expressions import Expression, parse
from kontor.kernel.text import Text

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A stable name: it never changes once published, its label may."""

PermissionPattern = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?)$")]
"""``resource.action``, ``resource.line.action``, ``resource.*`` or ``*``."""


def _text(raw: object) -> object:
    return Text.from_mapping(raw) if isinstance(raw, dict) else raw


def _expression(raw: object) -> object:
    if isinstance(raw, Expression):
        return raw
    try:
        return parse(raw)
    except DomainError as problem:  # pydantic gathers ValueErrors with their place
        raise ValueError(problem.message("en")) from problem


LocalText = Annotated[Text, BeforeValidator(_text), PlainSerializer(lambda text: text.to_mapping())]
Condition = Annotated[Expression, BeforeValidator(_expression), PlainSerializer(lambda expression: expression.raw)]
"""A JSONLogic expression, parsed when the pack is read."""


class PackPart(BaseModel):
    """One immutable piece of a pack; an unknown key is an error that names its place."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)


class OpenPackPart(PackPart):
    """A piece whose unknown keys are options of a registered type (attribute type, effect, rule action)."""

    options: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _collect_options(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        known = set(cls.model_fields) | {f.alias for f in cls.model_fields.values() if f.alias}
        extra = {key: value for key, value in raw.items() if key not in known}
        kept = {key: value for key, value in raw.items() if key in known}
        return {**kept, "options": {**raw.get("options", {}), **extra}}
