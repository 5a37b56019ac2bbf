"""Differences between two states of a record, and putting them together again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Json, Json]:
    """The fields whose values differ: their old and their new values.

    A field that is new stands only in the second, one that is gone only in the first. Where both values are mappings
    only what differs inside them is kept.
    """
    old: Json = {}
    new: Json = {}
    for name in {**before, **after}:
        if name not in after:
            old[name] = before[name]
        elif name not in before:
            new[name] = after[name]
        elif isinstance(before[name], Mapping) and isinstance(after[name], Mapping):
            inner_old, inner_new = difference(before[name], after[name])
            if inner_old or inner_new:
                old[name], new[name] = inner_old, inner_new
        elif before[name] != after[name]:
            old[name], new[name] = before[name], after[name]
    return old, new


def apply(state: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> Json:
    """The state after a change that ``difference`` described."""
    result = {name: value for name, value in state.items() if name in new or name not in old}
    for name, value in new.items():
        present = state.get(name)
        if name in old and all(isinstance(each, Mapping) for each in (present, old[name], value)):
            result[name] = apply(present or {}, old[name], value)
        else:
            result[name] = value
    return result


def replay(changes: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Json:
    """The state after all changes, oldest first."""
    state: Json = {}
    for old, new in changes:
        state = apply(state, old, new)
    return state
