"""Which facts an expression reads, so that packs can be checked and scopes loaded set-based."""

from __future__ import annotations

from collections.abc import Iterator

from kontor.kernel.expressions.evaluation import AMBIENT, LINE, ROOT
from kontor.kernel.expressions.nodes import Array, Expression, Literal, Node, Operation, Var
from kontor.kernel.expressions.operators import operators

_KEEPS_ITEMS = frozenset({"filter"})

#: The name every document gives its lines.
LINES = "lines"


def variables(expression: Expression) -> set[str]:
    """Dotted names of all variables, seen from the outermost scope.

    Inside an iteration over ``lines`` the name ``amount`` is told as ``lines.amount``, and ``$.currency``
    as ``currency``. Items of lists an expression makes itself have no name and are left out; the whole
    scope (an empty name) is left out too.
    """
    return set(_names(expression.root, base="", inside=False))


def _names(node: Node, *, base: str | None, inside: bool) -> Iterator[str]:
    """Names under a node; ``base`` is the path of the items iterated, None when they have no name."""
    if isinstance(node, Var):
        name = _absolute(node, base, inside)
        if name:
            yield name
        if node.default is not None:
            yield from _names(node.default, base=base, inside=inside)
    elif isinstance(node, Array):
        for each in node.items:
            yield from _names(each, base=base, inside=inside)
    elif isinstance(node, Operation):
        yield from _operation_names(node, base, inside)


def _operation_names(node: Operation, base: str | None, inside: bool) -> Iterator[str]:
    if node.operator in ("missing", "missing_some"):
        yield from (f"{base}.{name}" if base else name for name in _literal_texts(node))
    items_base = items_path(node.arguments[0], base, inside) if node.arguments else None
    for at, each in enumerate(node.arguments):
        if at == 1 and operators.get(node.operator).iterates and not _is_scalar_extreme(node):
            yield from _item_names(node, each, items_base)
        else:
            yield from _names(each, base=base, inside=inside)


def _item_names(node: Operation, step: Node, items_base: str | None) -> Iterator[str]:
    if node.operator != "reduce":
        yield from _names(step, base=items_base, inside=True)
        return
    for name in _names(step, base="", inside=True):
        head, _, rest = name.partition(".")
        if head == "current" and rest and items_base:
            yield f"{items_base}.{rest}"
        elif head in AMBIENT or (name not in ("current", "accumulator") and head not in ("current", "accumulator")):
            yield name


def _is_scalar_extreme(node: Operation) -> bool:
    """``max(a, b)`` compares values; only a list made here or variables called ``lines`` are iterated."""
    if node.operator not in ("min", "max"):
        return False
    first = node.arguments[0]
    iterated = first.name.rpartition(".")[2] == LINES if isinstance(first, Var) else _is_list(first)
    return len(node.arguments) > 2 or not iterated


def _is_list(node: Node) -> bool:
    return isinstance(node, Array) or (isinstance(node, Operation) and node.operator in ("filter", "map", "merge"))


def items_path(node: Node, base: str | None, inside: bool) -> str | None:
    """The dotted path of the list a node gives, when its items are those of a variable."""
    if isinstance(node, Var):
        return _absolute(node, base, inside)
    if isinstance(node, Operation) and node.operator in _KEEPS_ITEMS:
        return items_path(node.arguments[0], base, inside)
    return None


def _absolute(node: Var, base: str | None, inside: bool) -> str | None:
    head = node.segments[0] if node.segments else ""
    if head == ROOT:
        return ".".join(node.segments[1:])
    if not inside:
        return node.name
    if head in AMBIENT:
        return node.name
    segments = node.segments[1:] if head == LINE else node.segments
    if base is None:
        return None
    return ".".join((*([base] if base else []), *segments))


def _literal_texts(node: Node) -> Iterator[str]:
    if isinstance(node, Literal) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, Array):
        for each in node.items:
            yield from _literal_texts(each)
    elif isinstance(node, Operation) and node.operator in ("missing", "missing_some", "merge", "if", "?:"):
        for each in node.arguments:
            yield from _literal_texts(each)
