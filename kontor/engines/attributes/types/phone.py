"""Telephone numbers."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from kontor.engines.attributes.types._common import plain_text, wrong_type
from kontor.engines.attributes.types.text import Words
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import TypeOptions, register

_FORM = re.compile(r"\+?[0-9()\-./ ]{3,30}(\s*(ext\.?|#|分機|轉)\s*\d{1,8})?", re.IGNORECASE)


@register
class PhoneType(Words[TypeOptions]):
    """As people write it: digits, brackets, dashes, an extension; at least three digits."""

    type: ClassVar = "phone"
    label: ClassVar = Text(en="Telephone", zh_hant="電話")

    def parse(self, raw: Any, options: TypeOptions) -> str:
        words = re.sub(r"\s+", " ", plain_text(raw).strip())
        if not _FORM.fullmatch(words) or sum(each.isdigit() for each in words) < 3:
            raise wrong_type("a telephone number", "電話號碼", raw)
        return words

    def json_schema(self, options: TypeOptions) -> dict[str, Any]:
        return {"type": "string", "maxLength": 45}
