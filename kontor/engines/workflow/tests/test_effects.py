"""The registry of effects: checked options, one call per document or one for all (P3, P18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from kontor.engines.workflow import effects
from kontor.engines.workflow.effects import EffectOptions, effect
from kontor.kernel.registry import UnknownName
from kontor.packaging import vocabulary


class Loudness(EffectOptions):
    volume: int = 1


@pytest.fixture
def seen() -> Iterator[list[Any]]:
    calls: list[Any] = []

    @effect("shout", options=Loudness)
    def shout(context: Any, options: Loudness) -> None:
        calls.append((context, options.volume))

    @effect("chorus", options=Loudness, batch=True)
    def chorus(contexts: Any, options: Loudness) -> None:
        calls.append((list(contexts), options.volume))

    yield calls
    effects.forget("shout")
    effects.forget("chorus")


def test_an_effect_runs_per_document_and_a_batch_effect_once(seen: list[Any]):
    contexts: Any = ["a", "b"]
    effects.run(effects.get("shout"), contexts, Loudness(volume=3))
    effects.run(effects.get("chorus"), contexts, Loudness(volume=2))
    assert seen == [("a", 3), ("b", 3), (["a", "b"], 2)]


def test_options_are_checked_and_known_to_the_compiler(seen: list[Any]):
    assert vocabulary.effects.options_of("shout") is Loudness
    with pytest.raises(ValidationError):
        effects.get("shout").parse({"volume": "very"})
    with pytest.raises(ValidationError):
        effects.get("shout").parse({"colour": "red"})


def test_names_are_unique_and_unknown_ones_are_told_with_the_nearest(seen: list[Any]):
    with pytest.raises(UnknownName) as unknown:
        effects.get("shoutt")
    assert unknown.value.suggestion == "shout"
    with pytest.raises(TypeError, match="offered twice"):

        @effect("shout", options=Loudness)
        def other(context: Any, options: Loudness) -> None:
            """Another function under a taken name."""
