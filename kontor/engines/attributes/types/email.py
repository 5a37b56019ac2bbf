"""E-mail addresses."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kontor.engines.attributes.types._common import plain_text, too_long, wrong_type
from kontor.engines.attributes.types.text import Words
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import TypeOptions, register

MOST = 254


@register
class EmailType(Words[TypeOptions]):
    """Kept as typed, the domain in lower case."""

    type: ClassVar = "email"
    label: ClassVar = Text(en="E-mail", zh_hant="電子郵件")

    def parse(self, raw: Any, options: TypeOptions) -> str:
        words = plain_text(raw).strip()
        if len(words) > MOST:
            raise too_long(len(words), MOST)
        try:
            validate_email(words)
        except ValidationError as problem:
            raise wrong_type("an e-mail address", "電子郵件地址", raw) from problem
        name, _, domain = words.rpartition("@")
        return f"{name}@{domain.lower()}"

    def json_schema(self, options: TypeOptions) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": MOST}
