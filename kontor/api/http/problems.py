"""Wrong shapes of a request as field problems with a path and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.kernel.errors import FieldProblem
from kontor.kernel.jsonvalues import to_json
from kontor.kernel.text import Text

# Where a value came from is no part of its path; pydantic names it first.
_SOURCES = frozenset({"body", "query", "path", "header", "form", "file", "cookie"})

_SENTENCES: dict[str, tuple[str, Text]] = {
    "missing": ("REQUIRED", Text(en="is missing", zh_hant="為必填")),
    "extra_forbidden": ("UNKNOWN_FIELD", Text(en="is not known here", zh_hant="不是已知的欄位")),
    "string_type": ("NOT_A_TEXT", Text(en="must be a text", zh_hant="必須是文字")),
    "string_too_long": ("TOO_LONG", Text(en="has more than {max_length} characters", zh_hant="超過 {max_length} 個字")),
    "string_too_short": (
        "TOO_SHORT",
        Text(en="has fewer than {min_length} characters", zh_hant="少於 {min_length} 個字"),
    ),
    "string_pattern_mismatch": ("WRONG_FORM", Text(en="does not have the right form", zh_hant="格式不正確")),
    "int_type": ("NOT_AN_INTEGER", Text(en="must be a whole number", zh_hant="必須是整數")),
    "int_parsing": ("NOT_AN_INTEGER", Text(en="must be a whole number", zh_hant="必須是整數")),
    "int_from_float": ("NOT_AN_INTEGER", Text(en="must be a whole number", zh_hant="必須是整數")),
    "int_parsing_size": ("NOT_AN_INTEGER", Text(en="is too large a number", zh_hant="數字過大")),
    "bool_type": ("NOT_A_BOOLEAN", Text(en="must be true or false", zh_hant="必須是 true 或 false")),
    "bool_parsing": ("NOT_A_BOOLEAN", Text(en="must be true or false", zh_hant="必須是 true 或 false")),
    "uuid_type": ("NOT_AN_ID", Text(en="must be an id", zh_hant="必須是識別碼")),
    "uuid_parsing": ("NOT_AN_ID", Text(en="must be an id", zh_hant="必須是識別碼")),
    "decimal_type": ("NOT_A_NUMBER", Text(en="must be a number", zh_hant="必須是數字")),
    "decimal_parsing": ("NOT_A_NUMBER", Text(en="must be a number", zh_hant="必須是數字")),
    "list_type": ("NOT_A_LIST", Text(en="must be a list", zh_hant="必須是清單")),
    "tuple_type": ("NOT_A_LIST", Text(en="must be a list", zh_hant="必須是清單")),
    "dict_type": ("NOT_AN_OBJECT", Text(en="must be an object", zh_hant="必須是物件")),
    "model_type": ("NOT_AN_OBJECT", Text(en="must be an object", zh_hant="必須是物件")),
    "model_attributes_type": ("NOT_AN_OBJECT", Text(en="must be an object", zh_hant="必須是物件")),
    "date_from_datetime_parsing": (
        "NOT_A_DATE",
        Text(en="must be a date (YYYY-MM-DD)", zh_hant="必須是日期(YYYY-MM-DD)"),
    ),
    "date_parsing": ("NOT_A_DATE", Text(en="must be a date (YYYY-MM-DD)", zh_hant="必須是日期(YYYY-MM-DD)")),
    "date_type": ("NOT_A_DATE", Text(en="must be a date (YYYY-MM-DD)", zh_hant="必須是日期(YYYY-MM-DD)")),
    "datetime_parsing": ("NOT_A_MOMENT", Text(en="must be a moment (ISO 8601)", zh_hant="必須是 ISO 8601 日期時間")),
    "literal_error": ("NOT_A_CHOICE", Text(en="must be one of {expected}", zh_hant="必須是 {expected} 其中之一")),
    "greater_than_equal": ("TOO_SMALL", Text(en="must be at least {ge}", zh_hant="不得小於 {ge}")),
    "greater_than": ("TOO_SMALL", Text(en="must be more than {gt}", zh_hant="必須大於 {gt}")),
    "less_than_equal": ("TOO_LARGE", Text(en="must be at most {le}", zh_hant="不得大於 {le}")),
    "less_than": ("TOO_LARGE", Text(en="must be less than {lt}", zh_hant="必須小於 {lt}")),
    "too_long": ("TOO_MANY", Text(en="has more than {max_length} entries", zh_hant="超過 {max_length} 筆")),
    "too_short": ("TOO_FEW", Text(en="has fewer than {min_length} entries", zh_hant="少於 {min_length} 筆")),
}
_ELSE = ("WRONG_VALUE", Text(en="is not a valid value", zh_hant="不是有效的值"))


def problem_of(error: Mapping[str, Any]) -> FieldProblem:
    """One pydantic error as a field problem; the path is ``lines[2].quantity``."""
    code, sentence = _SENTENCES.get(str(error.get("type")), _ELSE)
    path = path_of(error.get("loc", ()))
    label = Text(
        en=f"{{field}} {sentence.en}" if path else f"The body {sentence.en}",
        zh_hant=f"「{{field}}」{sentence.zh_hant}" if path else f"內容{sentence.zh_hant}",
    )
    return FieldProblem(path, code, label, {**_plain(error.get("ctx") or {}), "field": path})


def path_of(location: Any) -> str:
    """``("body", "payload", "lines", 2, "quantity")`` → ``lines[2].quantity``.

    The second part names the parameter of the endpoint, which is no part of a body's own paths.
    """
    parts = list(location)
    if parts and parts[0] in _SOURCES:
        parts = parts[2:] if parts[0] == "body" else parts[1:]
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path[:200]


def _plain(context: Mapping[str, Any]) -> dict[str, Any]:
    """Facts that JSON can carry; pydantic also puts exceptions there."""
    facts = {}
    for name, value in context.items():
        try:
            facts[name] = to_json(value)
        except (TypeError, ValueError):
            facts[name] = str(value)
    return facts
