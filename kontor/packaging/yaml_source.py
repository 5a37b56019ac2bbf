"""YAML as packs use it: plain values, and the line every value stands on.

Words are YAML 1.2: only ``true`` and ``false`` are booleans (so ``on:`` stays a word), dates stay text, and a
number with a point is an exact Decimal. A key given twice is a mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

Step = str | int
Steps = tuple[Step, ...]

_INTEGER = re.compile(r"^[-+]?(0|[1-9][0-9]*)$")
_NUMBER = re.compile(r"^[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?$")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


class YamlMistake(ValueError):
    """The file is no YAML, or says the same key twice."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class Lines:
    """Where each value stands: path inside the file → line number, counted from 1."""

    file: str
    numbers: dict[Steps, int] = field(default_factory=dict)

    def place(self, steps: Steps = ()) -> str:
        """``file:line`` of the value at ``steps``, or of the nearest value around it."""
        for length in range(len(steps), -1, -1):
            if (line := self.numbers.get(steps[:length])) is not None:
                return f"{self.file}:{line}"
        return self.file


def read_yaml(path: Path, shown_as: str) -> tuple[Any, Lines]:
    """The value in a YAML file and the lines of its parts.

    Raises:
        YamlMistake: broken syntax, a repeated key, a key that is no word.
    """
    lines = Lines(shown_as)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        raise YamlMistake(problem.problem or "not YAML", mark.line + 1 if mark else 1) from problem
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise YamlMistake(str(problem), 1) from problem
    return (None if node is None else _value(node, (), lines)), lines


def _value(node: yaml.Node, steps: Steps, lines: Lines) -> Any:
    lines.numbers[steps] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, steps, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, (*steps, at), lines) for at, each in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, steps: Steps, lines: Lines) -> dict[str, Any]:
    result: dict[str, Any] = {}
    own: set[str] = set()
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlMistake("a key must be a word", line)
        key = key_node.value
        if key == "<<":
            merged = _value(value_node, steps, lines)
            result = {**(merged if isinstance(merged, dict) else {}), **result}
            continue
        if key in own:
            raise YamlMistake(f"the key “{key}” is given twice", line)
        own.add(key)
        result[key] = _value(value_node, (*steps, key), lines)
        lines.numbers[(*steps, key)] = line
    return result


def _scalar(node: yaml.Node) -> Any:
    text: str = node.value
    if getattr(node, "style", None) in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return Decimal(text) if _NUMBER.match(text) else text
