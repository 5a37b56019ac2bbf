"""``kontor packs``: what authors of packs type (P12)."""

from __future__ import annotations

from click.testing import CliRunner

from kontor.packaging.cli import packs
from kontor.packaging.tests.builders import parts, write_pack


def test_check_tells_every_mistake_and_fails(tmp_path):
    given = parts()
    given["documents"][0]["header"][0]["type"] = "txet"
    result = CliRunner().invoke(packs, ["check", str(write_pack(tmp_path, given))])
    assert result.exit_code == 1
    assert "fields.E001 order.header.title" in result.output
    assert result.output.splitlines()[-1].startswith("1 errors")


def test_a_correct_pack_passes_in_either_language(tmp_path):
    folder = str(write_pack(tmp_path, parts()))
    assert CliRunner().invoke(packs, ["check", folder, "--language", "zh-Hant"]).exit_code == 0


def test_list_names_what_can_be_installed():
    assert "platform" in CliRunner().invoke(packs, ["list"]).output.split()
