"""Models, services, queries and stores stay at home; neighbours come through the face (style.md §2)."""

from __future__ import annotations

import grimp

from tests.house.sources import ROOT, python_files, shown

AT_HOME = {"models", "services", "queries", "store"}
# The base class of every tenant table, and the tenant, user and organisation that everybody points down to.
PUBLISHED = {"kontor.tenancy.models"}
# A library of its own words and the ground floor need no face.
WITHOUT_FACE = {"kontor.kernel", "kontor.testing", "kontor.runtime"}


def _room(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[: 3 if len(parts) > 1 and parts[1] in {"engines", "ledgers", "apps"} else 2])


def test_nobody_reaches_past_a_neighbours_face():
    graph = grimp.build_graph("kontor", exclude_type_checking_imports=True, cache_dir=None)
    reached = [
        f"{module} → {target}"
        for module in graph.modules
        if not {"tests", "migrations", "conftest"} & set(module.split("."))
        for target in graph.find_modules_directly_imported_by(module)
        if _room(module) != _room(target) and target not in PUBLISHED and _is_at_home(target)
    ]
    assert not reached, "ask its api.py, or let it publish a contract"


def test_every_room_says_what_it_is():
    rooms = {each.parent for each in (ROOT / "kontor").glob("**/apps.py")}
    silent = [shown(each) for each in sorted(rooms) if not (each / "README.md").exists()]
    assert not silent, "a README.md with what it is, its words, one example that runs, how to test it"


def test_every_folder_of_modules_is_a_package():
    """A folder without ``__init__.py`` makes its ``tests`` pass for the repository's own."""
    folders = {each.parent for each in python_files() if each.is_relative_to(ROOT / "kontor")}
    open_folders = [shown(each) for each in sorted(folders) if not (each / "__init__.py").exists()]
    assert not open_folders


def test_every_module_begins_with_what_it_is():
    import ast

    silent = [
        shown(each)
        for each in python_files(with_tests=False)
        if each.read_text().strip() and not ast.get_docstring(ast.parse(each.read_text()))
    ]
    assert not silent, "a docstring that states facts"


def _is_at_home(module: str) -> bool:
    inside = module.removeprefix(_room(module)).strip(".").split(".")[0]
    return inside in AT_HOME and _room(module) not in WITHOUT_FACE
