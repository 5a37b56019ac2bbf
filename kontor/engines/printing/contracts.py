"""What a print shows: everything already as the reader's text, so that templates only place it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value of the head; ``name`` is the field."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the lines table; numbers stand right, wide ones share the room that is left."""

    name: str
    label: str
    align: Align = "left"
    wide: bool = False


@dataclass(frozen=True, slots=True)
class PrintData:
    """One record in one language.

    ``values`` and ``lines`` give every field's text by its name, for templates that choose their own; ``facts``,
    ``columns`` and ``totals`` are what a template without wishes shows. ``numbers`` of a line are exact figures for
    sheets, by field.
    """

    kind: str
    number: str
    state: str
    language: str
    printed_at: datetime
    title: str = ""
    company: Mapping[str, str] = field(default_factory=dict)
    facts: Sequence[Fact] = ()
    columns: Sequence[Column] = ()
    totals: Sequence[Fact] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    partner: Mapping[str, str] = field(default_factory=dict)
    lines: Sequence[Mapping[str, str]] = ()
    numbers: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Typst sources by path; ``main`` is the one that is compiled. Empty ``files``: the house's own sheet."""

    files: Mapping[str, str] = field(default_factory=dict)
    main: str = ""
