"""Small files, small functions, no drawer for everything (style.md §1, §4)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.sources import python_files, shown, tracked

LONGEST_FILE = 450
LONGEST_FUNCTION = 60
DRAWERS = {"utils.py", "util.py", "helpers.py", "misc.py", "common_utils.py", "utils.ts", "helpers.ts"}


def test_no_file_is_longer_than_a_few_pages():
    lengths = {shown(each): len(each.read_text().splitlines()) for each in python_files()}
    too_long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert not too_long, f"split these by what they do (at most {LONGEST_FILE} lines): {too_long}"


def test_no_function_is_longer_than_a_screen():
    too_long = {name: lines for each in python_files() for name, lines in _functions(each) if lines > LONGEST_FUNCTION}
    assert not too_long, f"let the parent decide and the leaves compute (at most {LONGEST_FUNCTION} lines): {too_long}"


def test_no_drawer_for_everything():
    drawers = [shown(each) for each in tracked() if each.name in DRAWERS and "node_modules" not in each.parts]
    assert not drawers, f"name the module after what it does: {drawers}"


def test_components_fit_a_page_or_two():
    components = [each for each in tracked() if each.suffix in {".vue", ".ts"} and "src" in each.parts]
    too_long = {
        shown(each): lines for each in components if (lines := len(each.read_text().splitlines())) > LONGEST_FILE
    }
    assert not too_long, f"a second concern becomes a composable (at most {LONGEST_FILE} lines): {too_long}"


def _functions(path: Path) -> list[tuple[str, int]]:
    """Name and length of every function, docstring not counted: a fact told in full is no length."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) else None
            told = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
            found.append((f"{shown(path)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1 - told))
    return found
