"""List questions from the address line: filters, text, sort, page (Q2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from kontor.api.http import bodies
from kontor.engines.lists.api import OPERATORS, Condition, Query
from kontor.kernel.errors import FieldProblem, ValidationFailed
from kontor.kernel.expressions import Expression, parse
from kontor.kernel.text import Text
from kontor.packaging.schema import ListLayout, View

#: Words of the address line that are no fields.
RESERVED = frozenset(
    {
        "filter",
        "sort",
        "page",
        "page_size",
        "cursor",
        "fields",
        "q",
        "count",
        "view",
        "format",
        "language",
        "print",
        "of",
    }
)
MOST_ROWS = 500
MOST_PAGES = 100_000
PAGE_SIZE = 50

_RANGE = Text(
    en="{field} must be a whole number from {least} to {most}", zh_hant="「{field}」必須是 {least} 到 {most} 的整數"
)
_UNKNOWN_VIEW = Text(en="There is no view “{view}”", zh_hant="沒有「{view}」檢視")
_UNKNOWN_OPERATOR = Text(
    en="Unknown operator “{operator}”; there are {known}", zh_hant="未知的運算子「{operator}」;可用:{known}"
)


def query_of(request: HttpRequest, layout: ListLayout | None = None, *, page_size: int = PAGE_SIZE) -> Query:
    """The question a list request asks; the view's own filter and sort come from ``layout``.

    Raises:
        ValidationFailed: page, view or operator; the list engine checks the fields.
    """
    asked = request.GET
    view = _view(asked.get("view", ""), layout)
    return Query(
        filter=_both(view.filter if view else None, _filter(asked.get("filter", ""))),
        conditions=tuple(_conditions(asked)),
        sort=_sort(asked, view, layout),
        page=_number(asked, "page", 1, MOST_PAGES),
        cursor=asked.get("cursor") or None,
        page_size=_number(asked, "page_size", page_size, MOST_ROWS),
        fields=_words(asked.get("fields", "")) or None,
        text=asked.get("q", "")[:200],
        with_total=asked.get("count", "").lower() in {"1", "true", "yes"},
    )


def _view(code: str, layout: ListLayout | None) -> View | None:
    if not code:
        return None
    found = next((each for each in layout.views if each.view == code), None) if layout else None
    if found is None:
        raise _refused("view", "UNKNOWN_VIEW", _UNKNOWN_VIEW, view=code[:63])
    return found


def _filter(text: str) -> Expression | None:
    return parse(bodies.parse(text.encode("utf-8", "surrogatepass"))) if text else None


def _both(first: Expression | None, second: Expression | None) -> Expression | None:
    if first is None or second is None:
        return first or second
    return parse({"and": [first.raw, second.raw]})


def _conditions(asked: QueryDict) -> Iterator[Condition]:
    for name in asked:
        if name in RESERVED:
            continue
        field, _, operator = name.rpartition("__")
        if not field:
            field, operator = name, "eq"
        if operator not in OPERATORS:
            known = ", ".join(sorted(OPERATORS))
            raise _refused(name[:100], "UNKNOWN_OPERATOR", _UNKNOWN_OPERATOR, operator=operator[:30], known=known)
        for value in asked.getlist(name):
            yield Condition(field, operator, _value(operator, value))


def _value(operator: str, text: str) -> Any:
    """Several values are separated by commas; ``isnull`` is a truth."""
    if operator in {"in", "between"}:
        return tuple(_words(text))
    if operator == "isnull":
        return text.lower() not in {"0", "false", "no"}
    return text


def _sort(asked: QueryDict, view: View | None, layout: ListLayout | None) -> tuple[str, ...]:
    if "sort" in asked:
        return tuple(_words(asked.get("sort", "")))
    if view is not None and view.sort:
        return view.sort
    return layout.sort if layout is not None else ()


def _words(text: str) -> Sequence[str]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _number(asked: QueryDict, field: str, default: int, most: int) -> int:
    text = asked.get(field, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        raise _refused(field, "NOT_AN_INTEGER", _RANGE, field=field, least=1, most=most)
    return int(text)


def _refused(path: str, code: str, sentence: Text, **facts: object) -> ValidationFailed:
    return ValidationFailed((FieldProblem(path, code, sentence, facts),))
