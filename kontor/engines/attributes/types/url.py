"""Web addresses."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from kontor.engines.attributes.types._common import plain_text, too_long, wrong_type
from kontor.engines.attributes.types.text import Words
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import TypeOptions, register

MOST = 2_000


@register
class UrlType(Words[TypeOptions]):
    """``http`` or ``https`` only: a link must never run a script."""

    type: ClassVar = "url"
    label: ClassVar = Text(en="Web address", zh_hant="網址")

    def parse(self, raw: Any, options: TypeOptions) -> str:
        words = plain_text(raw).strip()
        if len(words) > MOST:
            raise too_long(len(words), MOST)
        try:
            parts = urlsplit(words)
        except ValueError as problem:
            raise wrong_type("a web address like https://example.com", "網址", raw) from problem
        if parts.scheme.lower() not in ("http", "https") or not parts.netloc or " " in words:
            raise wrong_type("a web address like https://example.com", "網址,例如 https://example.com", raw)
        return words

    def json_schema(self, options: TypeOptions) -> dict[str, Any]:
        return {"type": "string", "format": "uri", "maxLength": MOST}
