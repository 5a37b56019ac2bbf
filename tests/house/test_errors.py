"""Every refusal has a code, a sentence in both languages, and a docstring that the reference is made from."""

from __future__ import annotations

import re

import pytest

from kontor.kernel.errors import DomainError
from kontor.runtime import reference
from kontor.runtime.cli import main
from kontor.runtime.reference import known_errors
from tests.house.sources import ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Written only in simplified characters; a Taiwanese office never writes them.
SIMPLIFIED = re.compile(r"[这们为时务单数据请购过没关对产从东开门问间员录经]")
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


def _errors() -> dict[str, type[DomainError]]:
    return known_errors()


def test_codes_are_written_alike():
    assert not [code for code in _errors() if not CODE.fullmatch(code)]


def test_every_refusal_speaks_both_languages():
    errors = _errors()
    assert len(errors) > 20
    assert not [code for code, each in errors.items() if not each.template.en.strip()]
    # A sentence that a pack wrote ({sentence}) arrives in both languages itself.
    own = {code: each for code, each in errors.items() if re.sub(r"\{\w+\}", "", each.template.en).strip()}
    assert not [code for code, each in own.items() if not CHINESE.search(each.template.zh_hant)]


def test_chinese_is_traditional():
    assert not [code for code, each in _errors().items() if SIMPLIFIED.search(each.template.zh_hant)]


def test_both_languages_tell_the_same_facts():
    differing = {}
    for code, each in _errors().items():
        english = set(re.findall(r"\{(\w+)\}", each.template.en))
        chinese = set(re.findall(r"\{(\w+)\}", each.template.zh_hant))
        if english != chinese:
            differing[code] = english ^ chinese
    assert not differing


def test_every_refusal_is_explained():
    assert not [code for code, each in _errors().items() if not (each.__doc__ or "").strip()]


@pytest.mark.slow
def test_the_reference_is_up_to_date():
    kept = ROOT / "docs" / "reference"
    assert (kept / "errors.md").read_text() == reference.errors_page(), "run «make docs»"
    assert (kept / "commands.md").read_text() == reference.commands_page(main), "run «make docs»"
