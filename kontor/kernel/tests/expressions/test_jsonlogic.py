"""Where Kontor's expressions mean the same as JSONLogic, and where they differ on purpose (P4).

The differences are listed in docs/concepts/expressions.md; each has a test here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kontor.kernel.expressions import ExpressionError, TypeMismatch, UnknownOperator, evaluate, parse


def plain(value: Any) -> Any:
    """Lists for tuples, so that the tables read like JSON."""
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def apply(raw: Any, data: Any = None) -> Any:
    return plain(evaluate(parse(raw), {} if data is None else data))


PIES = {"pies": [{"kind": "apple", "qty": 1}, {"kind": "plum", "qty": 4}, {"kind": "pear", "qty": 9}]}

AGREEING: dict[str, list[tuple[Any, Any, Any]]] = {
    "values stand for themselves": [
        (True, None, True),
        (17, None, 17),
        (3.14, None, Decimal("3.14")),
        ("pear", None, "pear"),
        (None, None, None),
        (["a", "b"], None, ["a", "b"]),
    ],
    "equality": [
        ({"==": [1, 1]}, None, True),
        ({"==": [1, "1"]}, None, True),
        ({"==": [1, 2]}, None, False),
        ({"===": [1, 1]}, None, True),
        ({"===": [1, "1"]}, None, False),
        ({"!=": [1, 2]}, None, True),
        ({"!=": [1, 1]}, None, False),
        ({"!=": [1, "1"]}, None, False),
        ({"!==": [1, "1"]}, None, True),
        ({"==": [None, None]}, None, True),
        ({"==": [None, 0]}, None, False),
        ({"==": ["a", "a"]}, None, True),
    ],
    "order, with numbers in texts beside numbers": [
        ({">": [2, 1]}, None, True),
        ({">": [1, 1]}, None, False),
        ({">": ["2", 1]}, None, True),
        ({">=": [1, 1]}, None, True),
        ({">=": ["2", 1]}, None, True),
        ({"<": [1, 2]}, None, True),
        ({"<": ["1", 2]}, None, True),
        ({"<=": [1, 1]}, None, True),
        ({"<": ["apple", "banana"]}, None, True),
    ],
    "between": [
        ({"<": [1, 2, 3]}, None, True),
        ({"<": [1, 1, 3]}, None, False),
        ({"<": [1, 4, 3]}, None, False),
        ({"<=": [1, 1, 3]}, None, True),
        ({"<=": [1, 4, 3]}, None, False),
    ],
    "truth": [
        ({"!": [False]}, None, True),
        ({"!": True}, None, False),
        ({"!": 0}, None, True),
        ({"!": ""}, None, True),
        ({"!": "0"}, None, False),
        ({"!!": [[]]}, None, False),
        ({"!!": [[0]]}, None, True),
        ({"!!": ["0"]}, None, True),
        ({"!!": [None]}, None, False),
    ],
    "and, or return the deciding value": [
        ({"and": [True, True]}, None, True),
        ({"and": [1, 3]}, None, 3),
        ({"and": [3, False]}, None, False),
        ({"and": [False, 3]}, None, False),
        ({"and": [1, "", 3]}, None, ""),
        ({"or": [1, 3]}, None, 1),
        ({"or": [False, "a"]}, None, "a"),
        ({"or": [0, "", None]}, None, None),
    ],
    "if with any number of branches": [
        ({"if": []}, None, None),
        ({"if": ["a"]}, None, "a"),
        ({"if": [True, "a"]}, None, "a"),
        ({"if": [False, "a"]}, None, None),
        ({"if": [False, "a", "b"]}, None, "b"),
        ({"if": [False, "a", True, "b", "c"]}, None, "b"),
        ({"if": [False, "a", False, "b", "c"]}, None, "c"),
        ({"if": [[], "a", "b"]}, None, "b"),
        ({"?:": [{">": [2, 1]}, "a", "b"]}, None, "a"),
    ],
    "variables": [
        ({"var": ["a"]}, {"a": 1}, 1),
        ({"var": "a"}, {"a": 1}, 1),
        ({"var": "b"}, {"a": 1}, None),
        ({"var": ["b", 9]}, {"a": 1}, 9),
        ({"var": "a.b"}, {"a": {"b": "c"}}, "c"),
        ({"var": ["a.q", 9]}, {"a": {"b": "c"}}, 9),
        ({"var": 1}, ["apple", "pear"], "pear"),
        ({"var": "1.1"}, ["apple", ["pear", "plum"]], "plum"),
        ({"var": ""}, 1, 1),
        ({"var": None}, 1, 1),
        ({"var": []}, 1, 1),
    ],
    "missing": [
        ({"missing": []}, None, []),
        ({"missing": ["a"]}, None, ["a"]),
        ({"missing": "a"}, {"a": "x"}, []),
        ({"missing": ["a", "b"]}, {"b": "x"}, ["a"]),
        ({"missing": ["a.b"]}, {"a": {"b": 1}}, []),
        ({"missing": ["a.b"]}, {"a": "x"}, ["a.b"]),
        ({"missing_some": [1, ["a", "b"]]}, {"a": "x"}, []),
        ({"missing_some": [2, ["a", "b", "c"]]}, {"a": "x"}, ["b", "c"]),
        ({"if": [{"missing": "a"}, "without", "with"]}, {"a": 1}, "with"),
        ({"missing": {"merge": ["vin", {"if": [{"var": "loan"}, ["rate"], []]}]}}, {"loan": True}, ["vin", "rate"]),
        ({"missing": {"merge": ["vin", {"if": [{"var": "loan"}, ["rate"], []]}]}}, {"loan": False}, ["vin"]),
    ],
    "in": [
        ({"in": ["an", "banana"]}, None, True),
        ({"in": ["on", "banana"]}, None, False),
        ({"in": ["a", ["a", "b"]]}, None, True),
        ({"in": ["c", ["a", "b"]]}, None, False),
        ({"in": ["a", None]}, None, False),
    ],
    "cat and substr": [
        ({"cat": ["ice", "cream"]}, None, "icecream"),
        ({"cat": [1]}, None, "1"),
        ({"cat": ["we love ", 99, " pies"]}, None, "we love 99 pies"),
        ({"cat": []}, None, ""),
        ({"substr": ["jsonlogic", 4]}, None, "logic"),
        ({"substr": ["jsonlogic", -5]}, None, "logic"),
        ({"substr": ["jsonlogic", 0, 4]}, None, "json"),
        ({"substr": ["jsonlogic", -5, -2]}, None, "log"),
        ({"substr": ["jsonlogic", 4, -2]}, None, "log"),
    ],
    "arithmetic": [
        ({"+": [1, 2, 3]}, None, 6),
        ({"+": [1]}, None, 1),
        ({"-": [2, 3]}, None, -1),
        ({"-": [3]}, None, -3),
        ({"*": [3, 2, 4]}, None, 24),
        ({"*": [1]}, None, 1),
        ({"/": [4, 2]}, None, 2),
        ({"/": [2, 4]}, None, Decimal("0.5")),
        ({"%": [7, 3]}, None, 1),
        ({"%": [-7, 3]}, None, -1),
        ({"max": [1, 3, 2]}, None, 3),
        ({"min": [3, 1, 2]}, None, 1),
    ],
    "lists": [
        ({"merge": [[1, 2], [3]]}, None, [1, 2, 3]),
        ({"merge": [1, [2]]}, None, [1, 2]),
        ({"map": [{"var": "pies"}, {"var": "qty"}]}, PIES, [1, 4, 9]),
        ({"map": [{"var": "none"}, {"var": "qty"}]}, PIES, []),
        ({"map": [{"filter": [{"var": "pies"}, {">": [{"var": "qty"}, 2]}]}, {"var": "kind"}]}, PIES, ["plum", "pear"]),
        ({"filter": [[1, 2, 3], {"%": [{"var": ""}, 2]}]}, None, [1, 3]),
        (
            {"reduce": [{"var": "pies"}, {"+": [{"var": "current.qty"}, {"var": "accumulator"}]}, 0]},
            PIES,
            14,
        ),
        ({"reduce": [[], {"+": [{"var": "current"}, {"var": "accumulator"}]}, 7]}, None, 7),
        ({"all": [[1, 2], {">=": [{"var": ""}, 1]}]}, None, True),
        ({"all": [[1, 2], {">": [{"var": ""}, 1]}]}, None, False),
        ({"all": [[], True]}, None, False),
        ({"some": [[1, 2], {">": [{"var": ""}, 1]}]}, None, True),
        ({"some": [[], True]}, None, False),
        ({"none": [[1, 2], {">": [{"var": ""}, 2]}]}, None, True),
        ({"none": [[], True]}, None, True),
        ({"some": [{"var": "pies"}, {"==": [{"var": "kind"}, "plum"]}]}, PIES, True),
    ],
}


@pytest.mark.parametrize(
    ("raw", "data", "expected"),
    [pytest.param(*each, id=f"{group} {at}") for group, found in AGREEING.items() for at, each in enumerate(found)],
)
def test_agrees_with_jsonlogic(raw: Any, data: Any, expected: Any) -> None:
    result = apply(raw, data)
    assert result == expected
    assert isinstance(result, bool) == isinstance(expected, bool)


@pytest.mark.parametrize(
    ("raw", "data", "ours"),
    [
        pytest.param({"==": [1, True]}, None, False, id="numbers and yes/no values never meet"),
        pytest.param({"==": [0, ""]}, None, False, id="an empty text is no zero"),
        pytest.param({"==": [[1], 1]}, None, False, id="a list is no value"),
        pytest.param({"==": [[1, 2], [1, 2]]}, None, True, id="lists are equal by their items"),
        pytest.param({"<": [None, 1]}, None, False, id="null has no order"),
        pytest.param({"+": [None, 1]}, None, None, id="null carries through arithmetic"),
        pytest.param({"/": [1, 0]}, None, None, id="division by zero is null"),
        pytest.param({"+": [0.1, 0.2]}, None, Decimal("0.3"), id="decimals are exact"),
        pytest.param({"max": []}, None, None, id="nothing has no greatest"),
        pytest.param({"cat": ["a", None]}, None, "a", id="null is spelt empty"),
    ],
)
def test_differs_from_jsonlogic_in_its_value(raw: Any, data: Any, ours: Any) -> None:
    result = apply(raw, data)
    assert result == ours
    assert type(result) is type(ours)


@pytest.mark.parametrize("raw", [{"+": ["3", 1]}, {"+": "3.14"}, {"-": [True, 1]}, {"<": [True, 1]}, {"*": [[], 1]}])
def test_a_text_or_a_yes_no_value_is_never_silently_a_number(raw: Any) -> None:
    with pytest.raises(TypeMismatch):
        apply(raw)


def test_the_decimal_operator_reads_a_text_as_a_number() -> None:
    assert apply({"+": [{"decimal": {"var": "typed"}}, 1]}, {"typed": "3.14"}) == Decimal("4.14")


@pytest.mark.parametrize("name", ["log", "method", "fubar"])
def test_operators_we_do_not_have_are_refused_while_parsing(name: str) -> None:
    with pytest.raises(UnknownOperator):
        parse({name: [1]})


@pytest.mark.parametrize(
    "raw", [{}, {"a": 1, "b": 2}, {"var": {"var": "name"}}, {"var": ["a", 1, 2]}, {"==": [1]}, {"<": [1, 2, 3, 4]}]
)
def test_forms_javascript_lets_pass_are_refused_while_parsing(raw: Any) -> None:
    with pytest.raises(ExpressionError):
        parse(raw)
