"""What must not stand in the repository: reminders instead of work, addresses of registries, secrets."""

from __future__ import annotations

import json
import re

from tests.house.sources import ROOT, shown, tracked

THIS_FILE = "tests/house/test_words.py"
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".ts", ".vue", ".js", ".mjs", ".css", ".json", ".txt", ".html", ".sql"}
REMINDERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
REGISTRIES = re.compile(
    r"(pypi\.org|pythonhosted\.org|registry\.npmjs|npmmirror|--(extra-)?index-url|--find-links)", re.I
)
SECRETS = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b)")


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked():
        if path.suffix in TEXT and shown(path) != THIS_FILE:
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if pattern.search(line):
                    found.append(f"{shown(path)}:{number}: {line.strip()[:100]}")
    return found


def test_no_reminders_instead_of_work():
    assert not _lines_with(REMINDERS)


def test_no_addresses_of_registries():
    assert not _lines_with(REGISTRIES)


def test_no_secrets():
    assert not _lines_with(SECRETS)


def test_python_locks_carry_a_hash_for_every_package():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        packages = re.split(r"\n(?=[a-z0-9])", lock.read_text().split("\n", 2)[2])
        without = [each.split()[0] for each in packages if "--hash=sha256:" not in each]
        assert packages and not without, f"{lock.name}: {without}; run «make lock»"


def test_python_locks_name_every_dependency():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name, wanted in {
        "base": project["dependencies"],
        "dev": [*project["dependencies"], *project["optional-dependencies"]["dev"]],
    }.items():
        locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements" / f"{name}.txt").read_text(), re.M))
        names = {re.split(r"[\[<>=~ ]", each)[0].lower().replace("_", "-") for each in wanted}
        assert names <= locked, f"{name}: {sorted(names - locked)} not locked; run «make lock»"


def test_the_web_lock_carries_hashes_and_no_addresses():
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    # Node 20's npm writes "resolved" unless told to leave it out (web/.npmrc: omit-lockfile-registry-resolved).
    addressed = [name for name, each in packages.items() if str(each.get("resolved", "")).startswith("http")]
    unproven = [name for name, each in packages.items() if name and not each.get("integrity") and not each.get("link")]
    unproven = [name for name in unproven if "inBundle" not in packages[name]]
    assert not addressed, addressed[:5]
    assert not unproven, unproven[:5]


def test_the_licence_is_apache_2():
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text and "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text
